package dev.caisson.examples.cli;

import dev.caisson.Result;
import dev.caisson.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The result as a JSON object, written once. */
final class Report implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Optional<OutputFile> file;

  private Report(Optional<OutputFile> file) {
    this.file = file;
  }

  static Report to(OutputFile file) {
    return new Report(Optional.of(file));
  }

  static Report toNowhere() {
    return new Report(Optional.empty());
  }

  void write(Result result, ExitStatus status) throws IOException {
    OptionalLong exitCode =
        result.exitCode().isPresent()
            ? OptionalLong.of(result.exitCode().getAsInt())
            : OptionalLong.empty();
    write(
        new JsonObject()
            .text("ending", name(result.ending()))
            .number("exitCode", exitCode)
            .text("signal", result.signal().map(Signal::toString))
            .number("status", OptionalLong.of(status.number()))
            .seconds("wallSeconds", seconds(result.wallTime()))
            .seconds("cpuSeconds", seconds(result.cpuTime()))
            .number("peakMemoryBytes", result.peakMemory())
            .text("processLimit", name(result.processLimit())));
  }

  void write(Complaint complaint) throws IOException {
    JsonObject error = new JsonObject().text("message", complaint.message());
    complaint
        .known()
        .ifPresent(
            known ->
                error
                    .text("step", known.step())
                    .text("object", known.object())
                    .text("remedy", known.remedy().map(PlainWords::of)));
    write(
        new JsonObject()
            .text("ending", "error")
            .number("status", OptionalLong.of(complaint.status()))
            .object("error", error));
  }

  private void write(JsonObject json) throws IOException {
    if (file.isPresent()) {
      file.get().stream().write((json + "\n").getBytes(StandardCharsets.UTF_8));
      file.get().keep();
    }
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS_PER_SECOND;
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
