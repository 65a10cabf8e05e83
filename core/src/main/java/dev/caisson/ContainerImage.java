package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Image;
import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import dev.caisson.image.SourceImage;
import dev.caisson.image.build.ConfigChange;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.LayerContent;
import dev.caisson.image.build.LowerLayers;
import dev.caisson.image.build.Owners;
import dev.caisson.image.build.PackRules;
import dev.caisson.image.build.TreeForm;
import dev.caisson.launch.InsideRights;
import dev.caisson.launch.RootDoor;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileRights;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A container's files on their way back to an image.
 *
 * @param door gives rights to files that their modes keep the JVM from reading
 * @param origin the image that the container was made from; empty if it was made from none
 */
record ContainerImage(KeptFiles files, RootDoor door, UserMapping users, Optional<Origin> origin) {

  /**
   * An image.
   *
   * @param store where it was unpacked
   * @param image what it was when the container was made
   */
  record Origin(ImageSource source, LayerStore store, Image image) {}

  /** Whom files belong to inside. */
  private record InsideOwners(FileOwners owners) implements Owners {
    @Override
    public OptionalLong user(long outside) {
      return owners.userInside(outside);
    }

    @Override
    public OptionalLong group(long outside) {
      return owners.groupInside(outside);
    }
  }

  private PackRules rules() {
    return PackRules.plain().withOwners(new InsideOwners(new FileOwners(users)));
  }

  private Optional<FileRights> usable(InsideRights rights) {
    return door.inUserNamespace() ? Optional.of(rights) : Optional.empty();
  }

  private LayerContent.Tree whole(LowerLayers none, InsideRights rights) throws CaissonException {
    return new LayerContent.Tree(
        files.tree(), rules(), none, usable(rights), "root file system of a container");
  }

  /** Writes all files as a tar. */
  void export(OutputStream out) throws IOException {
    try (LowerLayers none = LowerLayers.open(List.of());
        InsideRights rights = door.rights()) {
      whole(none, rights).writeTar(out);
    }
  }

  /** What writes an image that is to be built. */
  interface Writing<T> {
    T write(ImageBuild build) throws IOException;
  }

  /** Writes the image of the container: that which it was made from and what it changed. */
  <T> T commit(Writing<T> writing, List<ConfigChange> changes, Instant created) throws IOException {
    Optional<Directory> upper = files.changes();
    if (origin.isEmpty() || upper.isEmpty()) {
      try (LowerLayers none = LowerLayers.open(List.of());
          InsideRights rights = door.rights()) {
        return write(
            ImageBuild.fromScratch().layer(whole(none, rights)), writing, changes, created);
      }
    }
    requireUnchanged(origin.get());
    TreeForm form = users.isNamespace() ? TreeForm.USER_OVERLAY : TreeForm.OVERLAY;
    try (LowerLayers lower = LowerLayers.open(origin.get().image().layers());
        InsideRights rights = door.rights()) {
      LayerContent layer =
          new LayerContent.Tree(
              upper.get(), rules().withForm(form), lower, usable(rights), "changes of a container");
      ImageBuild build = ImageBuild.from(origin.get().source(), origin.get().store()).layer(layer);
      return write(build, writing, changes, created);
    }
  }

  private static <T> T write(
      ImageBuild start, Writing<T> writing, List<ConfigChange> changes, Instant created)
      throws IOException {
    ImageBuild build = start.created(created);
    for (ConfigChange change : changes) {
      build = build.change(change);
    }
    return writing.write(build);
  }

  private static void requireUnchanged(Origin origin) throws CaissonException {
    try (SourceImage now = SourceImage.open(origin.source(), origin.store())) {
      if (!now.diffIds().equals(origin.image().diffIds())) {
        throw new InvalidImageException(
            "commit container of",
            origin.source().toString(),
            "there is another image by now",
            Optional.of("commit before the image is replaced, or name it by what stays"));
      }
    }
  }
}
