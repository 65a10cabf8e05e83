package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.FileSystemIds;
import dev.caisson.namespaces.IdMapping;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whom files belong to, inside and outside of a container. */
record FileOwners(UserMapping mapping) {

  private static final IdMapping SAME = new IdMapping(0, 0, 0xffffffffL);

  /** Something that makes a file, and returns it. */
  interface Making<T> {
    T make() throws CaissonException;
  }

  /** Returns what a user outside is inside; empty where he is nobody. */
  OptionalLong userInside(long outside) {
    return inside(users(), outside);
  }

  /** Returns what a group outside is inside; empty where it is nobody. */
  OptionalLong groupInside(long outside) {
    return inside(groups(), outside);
  }

  private static OptionalLong inside(List<IdMapping> mappings, long outside) {
    return mappings.stream()
        .filter(ids -> outside >= ids.outside() && outside - ids.outside() < ids.count())
        .mapToLong(ids -> ids.inside() + outside - ids.outside())
        .findAny();
  }

  private List<IdMapping> users() {
    if (mapping instanceof UserMapping.OwnId own) {
      return List.of(own.user());
    }
    return mapping instanceof UserMapping.Subordinate ranges ? ranges.users() : rootsMapping();
  }

  private List<IdMapping> groups() {
    if (mapping instanceof UserMapping.OwnId own) {
      return List.of(own.group());
    }
    return mapping instanceof UserMapping.Subordinate ranges ? ranges.groups() : rootsMapping();
  }

  private List<IdMapping> rootsMapping() {
    return List.of(mapping instanceof UserMapping.Remapped remapped ? remapped.ids() : SAME);
  }

  private boolean isOfMachinesRoot() {
    return mapping instanceof UserMapping.None || mapping instanceof UserMapping.Remapped;
  }

  /** Returns who owns what is made without an owner: root, or whom the JVM's user is inside. */
  FileOwner usual() {
    return isOfMachinesRoot()
        ? new FileOwner(0, 0)
        : new FileOwner(
            userInside(Credentials.effectiveUser()).orElse(0),
            groupInside(Credentials.effectiveGroup()).orElse(0));
  }

  /** Checks that files can be made for an owner. */
  void require(FileOwner owner) throws CaissonException {
    if (isOfMachinesRoot()) {
      if (mapping.outside(owner.uid()).isEmpty() || mapping.outside(owner.gid()).isEmpty()) {
        throw new IllegalArgumentException("the container has no user or group " + owner);
      }
    } else if (!owner.equals(usual())) {
      throw new UnsupportedHostException(
          "make files of",
          owner.uid() + ":" + owner.gid(),
          "the JVM's user is " + usual() + " in the container, and no other",
          Optional.of("leave the owner out, or change it by a command in the container"));
    }
  }

  /** Makes something that belongs to an owner from the beginning. */
  <T> T make(FileOwner owner, Making<T> making) throws CaissonException {
    if (!isOfMachinesRoot()) {
      return making.make();
    }
    long uid = mapping.outside(owner.uid()).orElseThrow();
    long gid = mapping.outside(owner.gid()).orElseThrow();
    FileSystemIds assumed = FileSystemIds.assume(uid, gid);
    try {
      return making.make();
    } finally {
      assumed.close();
    }
  }
}
