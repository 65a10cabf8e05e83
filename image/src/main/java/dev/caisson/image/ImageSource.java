package dev.caisson.image;

import dev.caisson.image.registry.Reference;
import java.nio.file.Path;
import java.util.Optional;

/** Where an image is read from. */
public sealed interface ImageSource {

  /**
   * A tar file as {@code docker save}, {@code podman save} and {@code skopeo copy docker-archive:}
   * write it, in the layout of before or after Docker 25; the whole may be compressed.
   *
   * @param tag which image, as {@code busybox:1.36}; needed where the file holds several
   * @see <a href="https://github.com/moby/docker-image-spec/blob/main/v1.2.md">Docker image
   *     specification</a>
   */
  record DockerArchive(Path file, Optional<String> tag) implements ImageSource {

    /** Reads the one image of a file. */
    public DockerArchive(Path file) {
      this(file, Optional.empty());
    }

    /** Returns {@code docker-archive:FILE[:TAG]}. */
    @Override
    public String toString() {
      return "docker-archive:" + file + tag.map(t -> ":" + t).orElse("");
    }
  }

  /**
   * A directory in the OCI image layout.
   *
   * @param tag which image, by its annotation {@code org.opencontainers.image.ref.name}; needed
   *     where several suit this machine
   * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
   *     layout specification</a>
   */
  record OciLayout(Path directory, Optional<String> tag) implements ImageSource {

    /** Reads the one image of a directory that suits this machine. */
    public OciLayout(Path directory) {
      this(directory, Optional.empty());
    }

    /** Returns {@code oci:DIRECTORY[:TAG]}. */
    @Override
    public String toString() {
      return "oci:" + directory + tag.map(t -> ":" + t).orElse("");
    }
  }

  /**
   * A tar file of an OCI layout, as {@code podman save --format oci-archive} and {@code skopeo copy
   * oci-archive:} write it; the whole may be compressed.
   *
   * @param tag which image, as for {@link OciLayout}
   */
  record OciArchive(Path file, Optional<String> tag) implements ImageSource {

    /** Reads the one image of a file that suits this machine. */
    public OciArchive(Path file) {
      this(file, Optional.empty());
    }

    /** Returns {@code oci-archive:FILE[:TAG]}. */
    @Override
    public String toString() {
      return "oci-archive:" + file + tag.map(t -> ":" + t).orElse("");
    }
  }

  /**
   * An image that is in the store already, where it was pulled, loaded or imported.
   *
   * @param name the name, in full
   * @see ImageStore
   */
  record Stored(Reference name) implements ImageSource {

    /**
     * Reads a name as Docker does: {@code busybox} is {@code docker.io/library/busybox:latest}.
     *
     * @throws IllegalArgumentException if it is no name of an image
     */
    public Stored(String name) {
      this(Reference.parse(name));
    }

    /** Returns the name, without what Docker adds to it. */
    @Override
    public String toString() {
      return name.familiar();
    }
  }
}
