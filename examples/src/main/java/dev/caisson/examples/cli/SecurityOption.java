package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.seccomp.ProfileReader;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the options of docker's {@code --security-opt} that there are here. */
final class SecurityOption implements ITypeConverter<SecurityOption.Choice> {

  private static final String SECCOMP = "seccomp=";

  /** Makes the choice for a container that has these capabilities. */
  interface Choice {
    void apply(ContainerBuilder builder, Collection<Capability> capabilities);
  }

  @Override
  public Choice convert(String text) {
    return switch (text) {
      case "seccomp=unconfined" -> (builder, capabilities) -> builder.withoutSeccomp();
      case "no-new-privileges=false" -> (builder, capabilities) -> builder.allowNewPrivileges();
      case "no-new-privileges", "no-new-privileges=true" -> (builder, capabilities) -> {};
      default -> profile(text);
    };
  }

  private static Choice profile(String text) {
    if (!text.startsWith(SECCOMP) || text.length() == SECCOMP.length()) {
      throw new TypeConversionException(
          "none of seccomp=FILE, seccomp=unconfined and no-new-privileges[=false]");
    }
    Path file = Path.of(text.substring(SECCOMP.length()));
    if (!Files.exists(file)) {
      throw new TypeConversionException("there is no such file");
    }
    return (builder, capabilities) -> builder.seccomp(read(file, capabilities));
  }

  private static SeccompProfile read(Path file, Collection<Capability> capabilities) {
    try {
      return ProfileReader.forCapabilities(capabilities).read(file).profile();
    } catch (IOException e) {
      throw new IllegalArgumentException(Complaint.reason(e), e);
    }
  }
}
