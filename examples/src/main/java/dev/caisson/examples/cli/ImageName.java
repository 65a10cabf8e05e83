package dev.caisson.examples.cli;

import dev.caisson.Root;
import dev.caisson.image.ImageSource;
import dev.caisson.image.registry.Reference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads IMAGE; as with skopeo(1), the first colon after the path begins the tag. */
final class ImageName implements ITypeConverter<Root> {

  // An image at Docker Hub that is called so needs its full name.
  private static final Set<String> KINDS =
      Set.of("host", "rootfs", "docker-archive", "oci-archive", "oci");

  @Override
  public Root convert(String text) {
    if (text.equals("host:")) {
      return Root.host();
    }
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    if (!KINDS.contains(kind)) {
      return named(text);
    }
    if (colon < 0 || colon == text.length() - 1) {
      throw notAnImage();
    }
    String rest = text.substring(colon + 1);
    return switch (kind) {
      case "rootfs" -> Root.directory(Path.of(rest));
      case "docker-archive" -> Root.image(new ImageSource.DockerArchive(path(rest), tag(rest)));
      case "oci-archive" -> Root.image(new ImageSource.OciArchive(path(rest), tag(rest)));
      case "oci" -> Root.image(new ImageSource.OciLayout(path(rest), tag(rest)));
      default -> throw notAnImage();
    };
  }

  private static Root named(String text) {
    try {
      return Root.image(Reference.parse(text));
    } catch (IllegalArgumentException e) {
      throw notAnImage();
    }
  }

  private static TypeConversionException notAnImage() {
    return new TypeConversionException(
        "none of host:, rootfs:DIR, docker-archive:FILE[:TAG], oci-archive:FILE[:TAG], oci:DIR[:TAG]"
            + " and NAME[:TAG]");
  }

  private static Path path(String rest) {
    int colon = rest.indexOf(':');
    return Path.of(colon < 0 ? rest : rest.substring(0, colon));
  }

  private static Optional<String> tag(String rest) {
    int colon = rest.indexOf(':');
    return colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1));
  }
}
