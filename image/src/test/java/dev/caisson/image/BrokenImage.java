package dev.caisson.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What is wrong with an image, and the error that says so. */
enum BrokenImage {
  NUL_IN_CONFIG("not a text without NUL"),
  DEEP_CONFIG("not JSON"),
  NO_DIFF_ID("1 layers and 0 diff_ids"),
  WRONG_DIFF_ID("the uncompressed layer's digest is"),
  CUT_LAYER("the compressed data are cut short"),
  DAMAGED_LAYER("wrong CRC");

  private static final String NUL = "{\"Env\":[\"C=\\u0000\"]}";
  private static final byte[] GOOD = new TarBytes().file("good", "1").bytes();
  private static final byte[] OTHER = new TarBytes().file("other", "2").bytes();

  private final String message;

  BrokenImage(String message) {
    this.message = message;
  }

  byte[] config() {
    String architecture = Platform.current().architecture();
    String diffId = "\"" + Digest.ofBytes(OTHER) + "\"";
    return switch (this) {
      case NUL_IN_CONFIG -> TestImage.config(List.of(OTHER), NUL);
      case DEEP_CONFIG ->
          TestImage.config(
              architecture, "{\"X\":" + "[".repeat(900) + "]".repeat(900) + "}", diffId);
      case NO_DIFF_ID -> TestImage.config(architecture, "{}", "");
      case WRONG_DIFF_ID -> TestImage.config(List.of(GOOD), "{}");
      default -> TestImage.config(List.of(OTHER), "{}");
    };
  }

  byte[] layer() {
    byte[] gzip = TestImage.gzip(OTHER);
    if (this == DAMAGED_LAYER) {
      gzip[gzip.length - Integer.BYTES - 1] ^= 1;
    }
    return this == CUT_LAYER ? Arrays.copyOf(gzip, gzip.length - 9) : gzip;
  }

  /** Returns a part of the error. */
  String message() {
    return message;
  }

  /** Writes an image that has it into a layout; returns its manifest's descriptor. */
  String write(TestImage layout) throws IOException {
    String config = layout.blob("application/json", config());
    return layout.manifest(config, List.of(layout.blob(TestImage.LAYER, layer())));
  }
}
