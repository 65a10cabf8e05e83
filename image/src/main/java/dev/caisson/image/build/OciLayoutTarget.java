package dev.caisson.image.build;

import java.nio.file.Path;
import java.util.regex.Pattern;

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

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]++(?:(?:[-._:@+/]|--)[A-Za-z0-9]++)*+");

  /**
   * Checks the tag: words of letters and digits of ASCII, between which stand one of {@code
   * -._:@+/} or two hyphens.
   *
   * @throws IllegalArgumentException if it is of another form
   * @see <a href="https://github.com/opencontainers/image-spec/blob/main/annotations.md">OCI image
   *     specification, the grammar of org.opencontainers.image.ref.name</a>
   */
  public OciLayoutTarget {
    directory = directory.toAbsolutePath();
    if (!NAME.matcher(tag).matches()) {
      throw new IllegalArgumentException(
          "not the name of an image, words of a-z, A-Z and 0-9 with one of -._:@+/ between: '"
              + tag
              + "'");
    }
  }

  /** Returns {@code oci:DIRECTORY:TAG}. */
  @Override
  public String toString() {
    return "oci:" + directory + ":" + tag;
  }
}
