package dev.caisson.examples;

import dev.caisson.Container;
import dev.caisson.Result;
import dev.caisson.Root;
import java.io.IOException;
import java.time.Duration;

/** Runs code that nobody has read, within limits, and prints the verdict. */
public final class Quickstart {

  private Quickstart() {}

  /** Runs the shell script that is the first argument. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String submission = arguments.length > 0 ? arguments[0] : "echo hello from $(hostname)";

    // README shows what stands between these two lines: begin
    Result result =
        Container.builder()
            .root(Root.host()) // a copy-on-write view of this machine's system folders
            .command("sh", "-c", submission)
            .memory(256 << 20)
            .pids(64)
            .timeout(Duration.ofSeconds(5))
            .run();
    System.out.println(result.ending() + " after " + result.wallTime().toMillis() + " ms");
    System.out.print(result.stdout());
    // end
  }
}
