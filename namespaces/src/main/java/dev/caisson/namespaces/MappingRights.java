package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which ids the JVM may map into a user namespace, as far as it can know beforehand.
 *
 * @param what user or group
 * @param own the JVM's effective id
 * @param privileged whether it has CAP_SETUID or CAP_SETGID
 * @param visible the ids that its own user namespace has
 * @param subordinate the ids that {@code /etc/subuid} or {@code /etc/subgid} gives it
 */
record MappingRights(
    String what, long own, boolean privileged, List<Ids> visible, List<Ids> subordinate) {

  private static final int FIELDS = 3;

  /** Ids that follow one another. */
  record Ids(long first, long count) {
    boolean hold(IdMapping mapping) {
      return first <= mapping.outside() && mapping.outside() + mapping.count() <= first + count;
    }

    @Override
    public String toString() {
      return count == 1 ? Long.toString(first) : first + " to " + (first + count - 1);
    }
  }

  /** Returns the rights of this JVM over users. */
  static MappingRights ofUsers() throws CaissonException {
    return of("user", Credentials.effectiveUser(), Capability.SETUID, "uid_map", "/etc/subuid");
  }

  /** Returns the rights of this JVM over groups. */
  static MappingRights ofGroups() throws CaissonException {
    return of("group", Credentials.effectiveGroup(), Capability.SETGID, "gid_map", "/etc/subgid");
  }

  private static MappingRights of(
      String what, long own, Capability capability, String map, String subordinate)
      throws CaissonException {
    boolean privileged = holds(capability);
    return new MappingRights(
        what,
        own,
        privileged,
        lines(Path.of("/proc/self", map))
            .map(line -> line.strip().split(" +", -1))
            .flatMap(MappingRights::mapped)
            .toList(),
        privileged ? List.of() : subordinate(lines(Path.of(subordinate))));
  }

  /** Returns whether the JVM has a capability in its user namespace. */
  static boolean holds(Capability capability) {
    return (Credentials.effectiveCapabilities() & Capability.bits(List.of(capability))) != 0;
  }

  private static Stream<Ids> mapped(String[] fields) {
    return Stream.of(new Ids(Long.parseLong(fields[0]), Long.parseLong(fields[2])));
  }

  private static List<Ids> subordinate(Stream<String> lines) {
    String name = System.getProperty("user.name");
    String uid = Long.toString(Credentials.effectiveUser());
    return lines
        .map(line -> line.strip().split(":", -1))
        .filter(fields -> fields.length == FIELDS && List.of(name, uid).contains(fields[0]))
        .filter(fields -> Arrays.stream(fields).skip(1).allMatch(MappingRights::isNumber))
        .map(fields -> new Ids(Long.parseLong(fields[1]), Long.parseLong(fields[2])))
        .toList();
  }

  private static boolean isNumber(String field) {
    return field.matches("[0-9]{1,10}");
  }

  private static Stream<String> lines(Path file) throws CaissonException {
    try {
      return Files.readAllLines(file).stream();
    } catch (NoSuchFileException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw new UnsupportedHostException(
          "read", file.toString(), String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  /** Returns whether the JVM may write this map itself, without newuidmap(1). */
  boolean isDirect(List<IdMapping> mappings) {
    boolean ownAlone =
        mappings.size() == 1 && mappings.get(0).count() == 1 && mappings.get(0).outside() == own;
    return privileged || ownAlone;
  }

  /**
   * Checks that these ids may be mapped.
   *
   * @throws UnsupportedHostException if one may not
   */
  void check(List<IdMapping> mappings) throws UnsupportedHostException {
    for (IdMapping mapping : mappings) {
      if (visible.stream().noneMatch(ids -> ids.hold(mapping))) {
        throw refused(mapping, "are not in the JVM's own user namespace, which has " + visible);
      }
      boolean allowed = privileged || permitted().stream().anyMatch(ids -> ids.hold(mapping));
      if (!allowed) {
        throw refused(mapping, "are not the JVM's to map, which may map " + permitted());
      }
    }
  }

  private List<Ids> permitted() {
    List<Ids> permitted = new ArrayList<>(subordinate);
    permitted.add(0, new Ids(own, 1));
    return permitted;
  }

  private UnsupportedHostException refused(IdMapping mapping, String cause) {
    Ids ids = new Ids(mapping.outside(), mapping.count());
    return new UnsupportedHostException(
        "map " + what + " ids",
        "\"" + mapping + "\"",
        ids + " " + cause,
        privileged
            ? Optional.empty()
            : Optional.of(
                "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER"));
  }
}
