package dev.caisson.image.build;

import java.nio.file.Path;

/**
 * A directory in the OCI image layout that an image is written to. It is made where it is missing;
 * what other images it holds stay.
 *
 * @param tag how the image is named there, by its annotation {@code
 *     org.opencontainers.image.ref.name}; another that has the name loses it
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
 *     layout specification</a>
 */
public record OciLayoutTarget(Path directory, String tag) {

  /**
   * Checks the tag.
   *
   * @throws IllegalArgumentException if it is empty or has a control character
   */
  public OciLayoutTarget {
    directory = directory.toAbsolutePath();
    if (tag.isEmpty() || tag.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not the name of an image: '" + tag + "'");
    }
  }

  /** Returns {@code oci:DIRECTORY:TAG}. */
  @Override
  public String toString() {
    return "oci:" + directory + ":" + tag;
  }
}
