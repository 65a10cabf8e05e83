package dev.caisson.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest, which names content: {@code sha256:} and 64 hexadecimal digits in lower case.
 *
 * <p>Other registered algorithms are not supported.
 *
 * @param hex the 64 digits
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI
 *     image specification, digests</a>
 */
public record Digest(String hex) {

  private static final String PREFIX = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /**
   * Makes a digest of its digits.
   *
   * @throws IllegalArgumentException if they are not 64 lower-case hexadecimal digits
   */
  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("SHA-256 digits: " + hex);
    }
  }

  /**
   * Reads {@code sha256:...}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("digest does not start with sha256: " + text);
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** Makes a digest of the 32 bytes that {@link #sha256} computed. */
  public static Digest of(byte[] hash) {
    return new Digest(HexFormat.of().formatHex(hash));
  }

  /** Computes the digest of bytes. */
  public static Digest ofBytes(byte[] bytes) {
    return of(sha256().digest(bytes));
  }

  /** Returns a new computation, for content that comes in pieces. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Returns {@code sha256:} and the digits. */
  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
