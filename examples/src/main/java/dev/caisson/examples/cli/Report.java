package dev.caisson.examples.cli;

import dev.caisson.Result;
import dev.caisson.Signal;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** The result as a JSON object, written once. */
final class Report implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Writer file;

  private Report(Writer file) {
    this.file = file;
  }

  static Report to(Path file) throws IOException {
    try {
      return new Report(Files.newBufferedWriter(file));
    } catch (IOException e) {
      throw new IOException("can't write the report: " + e, e);
    }
  }

  static Report toNowhere() {
    return new Report(Writer.nullWriter());
  }

  void write(Result result, ExitStatus status) throws IOException {
    OptionalLong exitCode =
        result.exitCode().isPresent()
            ? OptionalLong.of(result.exitCode().getAsInt())
            : OptionalLong.empty();
    JsonObject json =
        new JsonObject()
            .text("ending", name(result.ending()))
            .number("exitCode", exitCode)
            .text("signal", result.signal().map(Signal::toString))
            .number("status", OptionalLong.of(status.number()))
            .seconds("wallSeconds", seconds(result.wallTime()))
            .seconds("cpuSeconds", seconds(result.cpuTime()))
            .number("peakMemoryBytes", result.peakMemory())
            .text("processLimit", name(result.processLimit()));
    file.write(json + "\n");
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
                    .text("remedy", known.remedy()));
    JsonObject json =
        new JsonObject()
            .text("ending", "error")
            .number("status", OptionalLong.of(complaint.status()))
            .object("error", error);
    file.write(json + "\n");
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS_PER_SECOND;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
