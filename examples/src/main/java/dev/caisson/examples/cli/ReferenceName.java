package dev.caisson.examples.cli;

import dev.caisson.image.registry.Reference;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of an image at a registry. */
final class ReferenceName implements ITypeConverter<Reference> {

  @Override
  public Reference convert(String text) {
    try {
      return Reference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("not [REGISTRY/]NAME[:TAG][@DIGEST], as in busybox:1.36");
    }
  }
}
