package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BlocksTest {

  @Test
  void bytes_areWrittenWhateverTheirNumber() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Blocks.write(out, 100_000);
    assertThat(out.size()).isEqualTo(100_000);
  }

  @Test
  void streamThatEndsEarly_isAnError() throws IOException {
    assertThat(Blocks.read(new ByteArrayInputStream(new byte[7]), 7)).isNotNegative();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Blocks.read(new ByteArrayInputStream(new byte[6]), 7))
        .withMessage("6 bytes were read, and not 7");
  }
}
