package dev.caisson.examples.cli;

import dev.caisson.image.ArchiveFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads FORMAT, with the names of podman save. */
final class ArchiveFormatName implements ITypeConverter<ArchiveFormat> {

  @Override
  public ArchiveFormat convert(String text) {
    return switch (text) {
      case "docker-archive" -> ArchiveFormat.DOCKER;
      case "oci-archive" -> ArchiveFormat.OCI;
      default -> throw new TypeConversionException("neither docker-archive nor oci-archive");
    };
  }
}
