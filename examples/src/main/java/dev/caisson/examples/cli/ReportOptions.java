package dev.caisson.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on what is told of the end. */
final class ReportOptions {

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result, or caisson's error, to FILE as JSON.")
  private Optional<Path> file = Optional.empty();

  /** Opens the report before anything is started, so that it is known to be writable. */
  Report open(Request request) throws IOException {
    return file.isPresent()
        ? Report.to(OutputFile.open(request.typed("--json"), file.get()))
        : Report.toNowhere();
  }
}
