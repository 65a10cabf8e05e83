package dev.caisson.image;

import dev.caisson.linux.CString;
import dev.caisson.linux.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The records of a PAX extended header, byte for byte.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03">pax
 *     Extended Header</a>
 */
final class PaxRecords {

  /** Marks a malformed header; the reader says where. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String cause;

    MalformedException(String cause) {
      super(cause);
      this.cause = cause;
    }

    String cause() {
      return cause;
    }
  }

  private static final String XATTR = "SCHILY.xattr.";
  private static final String SPARSE = "GNU.sparse.";
  private static final int MAX_LENGTH_DIGITS = 8;
  private static final int NANOSECOND_DIGITS = 9;
  private static final int MAX_DIGITS = 18;
  private static final Pattern TIME = Pattern.compile("(-?)(\\d{1,18})(?:\\.(\\d{0,32}))?");

  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private final Map<CString, byte[]> xattrs = new LinkedHashMap<>();
  private final List<Long> sparseNumbers = new ArrayList<>();
  private boolean sparse;

  private PaxRecords() {}

  static PaxRecords none() {
    return new PaxRecords();
  }

  /** Reads the body of an extended header. */
  static PaxRecords parse(byte[] body) throws MalformedException {
    PaxRecords records = new PaxRecords();
    int start = 0;
    while (start < body.length) {
      start = records.record(body, start);
    }
    return records;
  }

  private int record(byte[] body, int start) throws MalformedException {
    int space = indexOf(body, ' ', start, Math.min(body.length, start + MAX_LENGTH_DIGITS + 1));
    String digits = new String(body, start, space - start, StandardCharsets.ISO_8859_1);
    if (!isDecimal(digits)) {
      throw new MalformedException("PAX record of length " + digits);
    }
    int end = start + Integer.parseInt(digits);
    if (end > body.length || end <= space + 1 || body[end - 1] != '\n') {
      throw new MalformedException("PAX record of length " + digits + " does not end there");
    }
    int equals = indexOf(body, '=', space + 1, end);
    put(
        new String(body, space + 1, equals - space - 1, StandardCharsets.ISO_8859_1),
        Arrays.copyOfRange(body, equals + 1, end - 1));
    return end;
  }

  private static int indexOf(byte[] body, char wanted, int from, int to) throws MalformedException {
    for (int i = from; i < to; i++) {
      if (body[i] == wanted) {
        return i;
      }
    }
    throw new MalformedException("PAX record without '" + wanted + "'");
  }

  private void put(String key, byte[] value) throws MalformedException {
    if (key.isEmpty() || key.indexOf('\0') >= 0) {
      throw new MalformedException("PAX record with an empty name or a NUL in it");
    }
    sparse |= key.startsWith(SPARSE);
    if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
      addSparseNumber(key, value);
    }
    if (key.startsWith(XATTR)) {
      byte[] name = key.substring(XATTR.length()).getBytes(StandardCharsets.ISO_8859_1);
      xattrs.put(CString.of(name), value);
    } else {
      values.put(key, value);
    }
  }

  /** Format 0.0 repeats the same two names, in turns. */
  private void addSparseNumber(String key, byte[] value) throws MalformedException {
    boolean offset = sparseNumbers.size() % 2 == 0;
    String text = ascii(value);
    if (key.endsWith("offset") != offset || !isDecimal(text)) {
      throw new MalformedException("PAX " + key + " out of turn, or no number");
    }
    sparseNumbers.add(Long.valueOf(text));
  }

  /** Returns the offsets and lengths of format 0.0. */
  List<Long> sparseNumbers() {
    return sparseNumbers;
  }

  boolean isSparse() {
    return sparse;
  }

  Map<CString, byte[]> xattrs() {
    return xattrs;
  }

  /** Returns a value; empty where there is none, or an empty one, which stands for none. */
  Optional<byte[]> value(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> value.length > 0);
  }

  /** Returns a number that is not negative. */
  Optional<Long> number(String key) throws MalformedException {
    Optional<String> text = value(key).map(PaxRecords::ascii);
    if (text.isPresent() && !isDecimal(text.get())) {
      throw new MalformedException("PAX " + key + " is not a number");
    }
    return text.map(Long::valueOf);
  }

  /** Returns a time in seconds with an optional fraction. */
  Optional<Timestamp> time(String key) throws MalformedException {
    Optional<byte[]> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = TIME.matcher(value.map(PaxRecords::ascii).orElseThrow());
    if (!matcher.matches()) {
      throw new MalformedException("PAX " + key + " is not a time");
    }
    long seconds = Long.parseLong(matcher.group(2));
    int nanoseconds = nanoseconds(matcher.group(3));
    if (matcher.group(1).isEmpty()) {
      return Optional.of(new Timestamp(seconds, nanoseconds));
    }
    return Optional.of(
        nanoseconds == 0
            ? new Timestamp(-seconds, 0)
            : new Timestamp(-seconds - 1, 1_000_000_000 - nanoseconds));
  }

  private static int nanoseconds(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    String digits = (fraction + "0".repeat(NANOSECOND_DIGITS)).substring(0, NANOSECOND_DIGITS);
    return Integer.parseInt(digits);
  }

  private static boolean isDecimal(String text) {
    boolean decimal = !text.isEmpty() && text.length() <= MAX_DIGITS;
    for (int i = 0; decimal && i < text.length(); i++) {
      decimal = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return decimal;
  }

  private static String ascii(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }
}
