package dev.caisson.benchmarks;

import dev.caisson.Container;
import dev.caisson.Output;
import dev.caisson.Result;
import dev.caisson.Root;
import java.io.IOException;
import java.nio.file.Path;

/** A program that runs one container, or one process, and does nothing else. */
final class ColdStart {

  /** What is said, and starts with the first byte that is waited for. */
  static final String WORDS = "hello";

  private ColdStart() {}

  /**
   * Runs it.
   *
   * @param arguments {@code container} or {@code process}, and the root file system
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[1]);
    boolean well = arguments[0].equals("container") ? container(root) : process(root);
    System.exit(well ? 0 : 1);
  }

  private static boolean container(Path root) throws IOException, InterruptedException {
    Result result =
        Container.builder()
            .root(Root.directory(root))
            .command("/bin/errand", "say", WORDS)
            .stdout(Output.inherit())
            .stderr(Output.inherit())
            .run();
    return result.isSuccess();
  }

  private static boolean process(Path root) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("bin/errand").toString(), "say", WORDS);
    return builder.inheritIO().start().waitFor() == 0;
  }
}
