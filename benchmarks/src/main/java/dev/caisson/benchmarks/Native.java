package dev.caisson.benchmarks;

import dev.caisson.namespaces.seccomp.SeccompFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The C programs beside this module's Java, compiled when they are needed. */
final class Native {

  private final Path sources;
  private final Path target;
  private final Set<String> compiled = new HashSet<>();

  Native(Path module) {
    sources = module.resolve("src/main/c");
    target = module.resolve("target/native");
  }

  /** Compiles every source whose name starts with {@code name}, into a static executable. */
  Path compile(String name) throws IOException, InterruptedException {
    Path program = target.resolve(name);
    if (!compiled.add(name)) {
      return program;
    }
    Files.createDirectories(target);
    List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra", "-static"));
    command.addAll(List.of("-o", program.toString()));
    try (Stream<Path> files = Files.list(sources)) {
      files
          .map(Path::toString)
          .filter(
              file ->
                  file.endsWith(".c") && Path.of(file).getFileName().toString().startsWith(name))
          .sorted()
          .forEach(command::add);
    }
    Tool.require("gcc", "gcc libc6-dev");
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("exit code " + code + " of " + String.join(" ", command));
    }
    return program;
  }

  /** Makes a root file system that holds nothing but a static /bin/true and /bin/errand. */
  Path root() throws IOException, InterruptedException {
    Path root = target.resolve("root");
    Files.createDirectories(root.resolve("bin"));
    for (String folder : List.of("proc", "dev", "sys")) {
      Files.createDirectories(root.resolve(folder));
    }
    for (String program : List.of("true", "errand")) {
      if (!compiled.contains(program)) {
        Files.copy(
            compile(program),
            root.resolve("bin").resolve(program),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return root.toRealPath();
  }

  /** Writes the filter of system calls that a container has by default. */
  Path filter() throws IOException {
    return Files.write(target.resolve("filter"), SeccompFilter.standard().bytes());
  }

  /** Returns a new folder. */
  Path folder(String name) {
    try {
      return Files.createDirectories(target.resolve(name)).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
