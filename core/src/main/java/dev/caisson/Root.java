package dev.caisson;

import dev.caisson.image.ImageSource;
import dev.caisson.image.ImageUse;
import dev.caisson.image.registry.Reference;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a container's root file system is made from. What the container writes goes into a layer in
 * memory, and with the container.
 */
public sealed interface Root {

  /**
   * Returns a copy-on-write view of this machine's {@code usr}, {@code bin}, {@code sbin}, {@code
   * lib*}, {@code etc} and {@code opt}: it needs no image and no network.
   *
   * <p>What not everyone may read in {@code etc} is not there; nor is anything in {@code home},
   * {@code root}, {@code tmp}, {@code var}, {@code run}, {@code srv} and {@code mnt}, which are
   * empty. A folder in which other file systems are mounted is read-only.
   */
  static Root host() {
    return new Host();
  }

  /** Returns the root file system that is in a folder; nothing is written to the folder. */
  static Root directory(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return new Directory(directory.toAbsolutePath());
  }

  /**
   * Returns an image's root file system: unpacked and verified once, then shared by containers. Who
   * starts many from one image saves a millisecond each by {@link #opened}.
   */
  static Root image(ImageSource source) {
    Objects.requireNonNull(source, "source");
    return new Image(source);
  }

  /**
   * Returns the root file system of an image of {@link Container#images}. Where the store lacks it,
   * it is pulled from its registry first, with the credentials of Docker's config.json.
   */
  static Root image(Reference name) {
    Objects.requireNonNull(name, "name");
    return new Named(name);
  }

  /**
   * Returns the root file system of an image that is open, so that a start need not look for it.
   * Containers that were started keep it in use themselves.
   *
   * <pre>{@code
   * try (ImageUse image = Container.images().use(Reference.parse("busybox:1.36"))) {
   *   Container container = Container.builder().root(Root.opened(image)).command("true").build();
   *   ...
   * }
   * }</pre>
   *
   * @param image the caller's to close; no container starts from it then
   */
  static Root opened(ImageUse image) {
    Objects.requireNonNull(image, "image");
    return new Opened(image);
  }

  /** This machine's system folders. */
  record Host() implements Root {}

  /** A folder that holds a root file system. */
  record Directory(Path directory) implements Root {}

  /** An image that is known by its name. */
  record Named(Reference name) implements Root {}

  /** An image that is open. */
  record Opened(ImageUse image) implements Root {}

  /** An image on disk. */
  record Image(ImageSource source) implements Root {}
}
