package dev.caisson.examples;

import dev.caisson.error.CaissonException;
import dev.caisson.unionfs.Backend;
import dev.caisson.unionfs.MountedUnion;
import dev.caisson.unionfs.PassedOver;
import dev.caisson.unionfs.Union;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Uses {@code caisson-unionfs} alone, without containers: mounts folders over one another for this
 * JVM, as root or as an ordinary user, writes to them, and shows what that changed.
 */
public final class UnionfsAlone {

  private UnionfsAlone() {}

  /**
   * Takes the folders, the lowest first, and before them {@code --backend=NAME} if it is not to be
   * the best; exits with 1 where they can't be mounted.
   */
  public static void main(String[] arguments) throws IOException {
    try {
      run(arguments);
    } catch (CaissonException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws IOException {
    String option = "--backend=";
    boolean chosen = arguments.length > 0 && arguments[0].startsWith(option);
    Path[] layers =
        Arrays.stream(arguments)
            .skip(chosen ? 1 : 0)
            .map(name -> Path.of(name).toAbsolutePath())
            .toArray(Path[]::new);
    Union union = Union.of(layers);
    try (MountedUnion mounted =
        chosen
            ? union.mount(Backend.valueOf(arguments[0].substring(option.length())))
            : union.mount()) {
      show(mounted);
    }
  }

  private static void show(MountedUnion mounted) throws IOException {
    System.out.println("mounted by " + mounted.backend());
    for (PassedOver better : mounted.passedOver()) {
      System.out.println("not by " + better);
    }
    list("union", mounted.path());
    Files.writeString(mounted.path().resolve("written"), "by UnionfsAlone\n");
    if (mounted.changes().isPresent()) {
      list("changes", mounted.changes().get());
    }
  }

  private static void list(String title, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.map(Path::getFileName).sorted().forEach(name -> System.out.println(title + " " + name));
    }
  }
}
