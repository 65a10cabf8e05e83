package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people would use instead, where this machine has it. */
enum Peer {
  /** An OCI runtime in C. */
  CRUN,
  /** The OCI runtime of Docker's. */
  RUNC,
  /** A sandbox for ordinary users. */
  BWRAP,
  /** The program of util-linux. */
  UNSHARE,
  /** Docker, where its daemon answers. */
  DOCKER,
  /** Podman. */
  PODMAN,
  /** A tool that unpacks images. */
  UMOCI,
  /** A tool that copies images. */
  SKOPEO,
  /** The archiver. */
  TAR;

  String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns its version; empty where it is not there, or does not answer. */
  Optional<String> version() throws InterruptedException {
    if (!Tool.isFound(program())) {
      return Optional.empty();
    }
    try {
      return Tool.output(question()).lines().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // Docker's client alone can run nothing.
  private List<String> question() {
    return this == DOCKER
        ? List.of(program(), "info", "--format", "{{.ServerVersion}}")
        : List.of(program(), "--version");
  }

  boolean isThere() throws InterruptedException {
    return version().isPresent();
  }

  /** Tells who can be compared with, and who can't. */
  static String found() throws InterruptedException {
    List<String> there = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Peer peer : values()) {
      Optional<String> version = peer.version();
      version.ifPresent(
          text -> there.add(text.contains(peer.program()) ? text : peer + " " + text));
      if (version.isEmpty()) {
        missing.add(
            peer + (Tool.isFound(peer.program()) ? " (found, but it does not answer)" : ""));
      }
    }
    return "Found: "
        + (there.isEmpty() ? "nobody" : String.join(", ", there))
        + "."
        + (missing.isEmpty() ? "" : " Not here: " + String.join(", ", missing) + ".");
  }

  @Override
  public String toString() {
    return program();
  }
}
