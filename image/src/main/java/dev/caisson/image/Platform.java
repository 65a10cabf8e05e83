package dev.caisson.image;

import dev.caisson.linux.Architecture;
import java.util.Optional;

/**
 * What a program in an image runs on, in the words of Go: {@code linux}, {@code amd64}, {@code v8}.
 *
 * @param variant the variant of the processor, where the image tells one
 */
public record Platform(String os, String architecture, Optional<String> variant) {

  private static final String ARM64 = "arm64";

  /** Returns the platform that this JVM runs on. */
  public static Platform current() {
    return new Platform("linux", ofThisJvm(), Optional.empty());
  }

  private static String ofThisJvm() {
    return switch (Architecture.current()) {
      case X86_64 -> "amd64";
      case AARCH64 -> ARM64;
    };
  }

  /** Returns whether programs made for this platform run on another. */
  public boolean runsOn(Platform host) {
    boolean everyHostHas =
        variant.isEmpty() || variant.get().isEmpty() || variant.get().equals("v8");
    return os.equals(host.os)
        && architecture.equals(host.architecture)
        && (!architecture.equals(ARM64) || everyHostHas);
  }

  /** Returns the parts with slashes between: {@code linux/arm64/v8}. */
  @Override
  public String toString() {
    return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
  }
}
