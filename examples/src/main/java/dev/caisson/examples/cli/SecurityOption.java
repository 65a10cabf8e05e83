package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.namespaces.seccomp.ProfileReader;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code seccomp=FILE} and {@code seccomp=unconfined}, as docker does. */
final class SecurityOption implements ITypeConverter<Consumer<ContainerBuilder>> {

  private static final String SECCOMP = "seccomp=";

  @Override
  public Consumer<ContainerBuilder> convert(String text) {
    if (!text.startsWith(SECCOMP) || text.length() == SECCOMP.length()) {
      throw new TypeConversionException("neither seccomp=FILE nor seccomp=unconfined");
    }
    String profile = text.substring(SECCOMP.length());
    return profile.equals("unconfined")
        ? ContainerBuilder::withoutSeccomp
        : using(read(Path.of(profile)));
  }

  private static Consumer<ContainerBuilder> using(SeccompProfile profile) {
    return builder -> builder.seccomp(profile);
  }

  private static SeccompProfile read(Path file) {
    try {
      return ProfileReader.forCapabilities(List.of()).read(file).profile();
    } catch (IOException e) {
      throw new TypeConversionException(Complaint.reason(e));
    }
  }
}
