package dev.caisson.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build has written down. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
      byte[] version = Objects.requireNonNull(file, "version.txt").readAllBytes();
      return new String[] {"caisson " + new String(version, StandardCharsets.UTF_8).strip()};
    }
  }
}
