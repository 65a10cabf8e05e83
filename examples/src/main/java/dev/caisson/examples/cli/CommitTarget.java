package dev.caisson.examples.cli;

import dev.caisson.image.build.OciLayoutTarget;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code oci:DIR:TAG}. */
final class CommitTarget implements ITypeConverter<OciLayoutTarget> {

  private static final String OCI = "oci:";

  @Override
  public OciLayoutTarget convert(String text) {
    int colon = text.indexOf(':', OCI.length());
    if (!text.startsWith(OCI) || colon <= OCI.length()) {
      throw new TypeConversionException("not oci:DIR:TAG");
    }
    try {
      Path directory = Path.of(text.substring(OCI.length(), colon));
      return new OciLayoutTarget(directory, text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
