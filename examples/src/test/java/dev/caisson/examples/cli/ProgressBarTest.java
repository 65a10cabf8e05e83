package dev.caisson.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Digest;
import dev.caisson.image.registry.Transfer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** The bar of a transfer. */
final class ProgressBarTest {

  private static final Digest ONE = Digest.ofBytes(new byte[1]);
  private static final Digest TWO = Digest.ofBytes(new byte[2]);

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private ProgressBar bar(boolean terminal) {
    return new ProgressBar(new PrintStream(shown, true, UTF_8), terminal);
  }

  @Test
  void line_ofTwoBlobs_isTheirSum() {
    try (ProgressBar bar = bar(true)) {
      bar.on(new Transfer.Started(ONE, 3_000_000, 1_000_000));
      bar.on(new Transfer.Started(TWO, 1_000_000, 0));
      bar.on(new Transfer.Advanced(TWO, 1_000_000));

      assertThat(bar.line()).isEqualTo("[===============               ] 2.0 of 4.0 MB, 2 blobs");
    }
  }

  @Test
  void line_ofNothing_isEmpty() {
    try (ProgressBar bar = bar(true)) {
      assertThat(bar.line()).startsWith("[      ").endsWith("] 0.0 of 0.0 MB, 0 blobs");
    }
  }

  @Test
  void terminal_isCleanAfterwards() {
    ProgressBar bar = bar(true);
    bar.on(new Transfer.Started(ONE, 1, 0));
    bar.close();

    assertThat(shown.toString(UTF_8)).contains("MB, 1 blobs").endsWith("\r\u001b[K");
  }

  @Test
  void otherThanATerminal_isNotDrawnOn() {
    ProgressBar bar = bar(false);
    bar.on(new Transfer.Started(ONE, 1, 0));
    bar.close();

    assertThat(shown.size()).isZero();
  }
}
