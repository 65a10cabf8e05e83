package dev.caisson.examples.cli;

import dev.caisson.namespaces.Capability;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a capability, with {@code CAP_} or without, and {@code ALL}. */
final class CapabilityName implements ITypeConverter<CapabilityName.Named> {

  /** What a name stands for; picocli would take a bare set for a list of values. */
  record Named(Set<Capability> capabilities) {}

  @Override
  public Named convert(String text) {
    if (text.equalsIgnoreCase("ALL")) {
      return new Named(EnumSet.allOf(Capability.class));
    }
    try {
      return new Named(EnumSet.of(Capability.of(text)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("not a capability, as CHOWN is, nor ALL");
    }
  }
}
