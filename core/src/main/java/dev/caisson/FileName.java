package dev.caisson;

import dev.caisson.linux.CString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names, which are any bytes, as text: UTF-8, in which a byte that is none stands as a lone
 * surrogate from U+DC80 to U+DCFF.
 *
 * @see <a href="https://peps.python.org/pep-0383/">PEP 383</a>
 */
final class FileName {

  private static final char ESCAPE = '\udc00';
  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';

  private FileName() {}

  /** Returns the text of a name. */
  static String text(CString name) {
    ByteBuffer bytes = ByteBuffer.wrap(name.bytes());
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    while (bytes.hasRemaining()) {
      CoderResult result = decoder.decode(bytes, text, true);
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.put((char) (ESCAPE | Byte.toUnsignedInt(bytes.get())));
      }
      decoder.reset();
    }
    return text.flip().toString();
  }

  /**
   * Returns the bytes of a name or path.
   *
   * @throws IllegalArgumentException if it holds a NUL, or a surrogate that stands for no byte
   */
  static CString bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    text.codePoints().forEach(point -> bytes.writeBytes(encode(point, text)));
    return CString.of(bytes.toByteArray());
  }

  private static byte[] encode(int point, String text) {
    if (point >= FIRST && point <= LAST) {
      return new byte[] {(byte) point};
    }
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw new IllegalArgumentException("lone surrogate in: " + text);
    }
    return Character.toString(point).getBytes(StandardCharsets.UTF_8);
  }
}
