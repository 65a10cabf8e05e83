package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.PaxRecords.MalformedException;
import dev.caisson.image.SparseMap.Region;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the maps of sparse files: GNU tar's old format, and its PAX formats 0.0, 0.1 and 1.0. */
final class SparseFormat {

  private static final int OLD_IN_HEADER = 386;
  private static final int OLD_COUNT = 4;
  private static final int OLD_EXTENDED = 482;
  private static final int OLD_REAL_SIZE = 483;
  private static final int OLD_MORE_COUNT = 21;
  private static final int OLD_MORE_EXTENDED = 504;
  private static final int OLD_ENTRY = 24;
  private static final int NUMBER = 12;
  private static final int MAX_MAP = 1 << 20;
  private static final int MAX_DIGITS = 18;

  private final TarInput input;
  private long consumed;

  SparseFormat(TarInput input) {
    this.input = input;
  }

  /** Returns how many bytes of the body the map took. */
  long consumed() {
    return consumed;
  }

  /** Reads the map of an old format's header, and the blocks that go on with it. */
  SparseMap old(TarHeader header, long stored) throws CaissonException, MalformedException {
    List<Region> regions = new ArrayList<>();
    boolean more = old(header, OLD_IN_HEADER, OLD_COUNT, OLD_EXTENDED, regions);
    while (more) {
      SparseMap.requireFew(regions.size());
      TarHeader next = new TarHeader(block());
      more = old(next, 0, OLD_MORE_COUNT, OLD_MORE_EXTENDED, regions);
    }
    return SparseMap.of(regions, number(header, OLD_REAL_SIZE), stored);
  }

  private static boolean old(
      TarHeader block, int start, int count, int extended, List<Region> regions)
      throws MalformedException {
    for (int i = 0; i < count; i++) {
      int at = start + i * OLD_ENTRY;
      if (block.at(at) == 0) {
        return false;
      }
      regions.add(new Region(number(block, at), number(block, at + NUMBER)));
    }
    return block.at(extended) != 0;
  }

  private static long number(TarHeader block, int at) throws MalformedException {
    long value = block.number(at, NUMBER).orElse(-1);
    if (value < 0) {
      throw new MalformedException("a sparse map with a number that is none");
    }
    return value;
  }

  private byte[] block() throws CaissonException, MalformedException {
    byte[] block = new byte[TarHeader.SIZE];
    if (input.read(block, block.length) < block.length) {
      throw new MalformedException("a sparse map is cut short");
    }
    return block;
  }

  /** Reads the map of a PAX format. */
  SparseMap pax(PaxRecords pax, long stored) throws CaissonException, MalformedException {
    Optional<Long> major = pax.number("GNU.sparse.major");
    if (major.isPresent()) {
      if (major.get() != 1 || pax.number("GNU.sparse.minor").orElse(-1L) != 0) {
        throw new MalformedException("an unknown sparse format");
      }
      long size = required(pax.number("GNU.sparse.realsize"));
      List<Region> regions = inBody(stored);
      return SparseMap.of(regions, size, stored - consumed);
    }
    long size = required(pax.number("GNU.sparse.size"));
    Optional<byte[]> map = pax.value("GNU.sparse.map");
    List<Long> numbers = map.isPresent() ? list(map.get()) : pax.sparseNumbers();
    SparseMap.requireFew(numbers.size() / 2);
    if (required(pax.number("GNU.sparse.numblocks")) * 2 != numbers.size()) {
      throw new MalformedException("a sparse map with another count");
    }
    return SparseMap.of(regions(numbers), size, stored);
  }

  private static long required(Optional<Long> number) throws MalformedException {
    return number.orElseThrow(() -> new MalformedException("a sparse file without its size"));
  }

  private static List<Region> regions(List<Long> numbers) {
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      regions.add(new Region(numbers.get(i), numbers.get(i + 1)));
    }
    return regions;
  }

  private static List<Long> list(byte[] map) throws MalformedException {
    List<Long> numbers = new ArrayList<>();
    for (String digits : new String(map, StandardCharsets.ISO_8859_1).split(",", -1)) {
      numbers.add(decimal(digits));
    }
    return numbers;
  }

  private static long decimal(String digits) throws MalformedException {
    if (digits.isEmpty()
        || digits.length() > MAX_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new MalformedException("a sparse map with a number that is none");
    }
    return Long.parseLong(digits);
  }

  /** Reads the map at the front of a body: lines with a count, and an offset and a length each. */
  private List<Region> inBody(long stored) throws CaissonException, MalformedException {
    List<Long> numbers = new ArrayList<>();
    long wanted = 1;
    StringBuilder digits = new StringBuilder();
    while (numbers.size() < wanted) {
      if (consumed + TarHeader.SIZE > Math.min(stored, MAX_MAP)) {
        throw new MalformedException("a sparse map of more than its file's bytes, or than 1 MiB");
      }
      consumed += TarHeader.SIZE;
      for (byte b : block()) {
        if (numbers.size() == wanted) {
          break;
        }
        if (b != '\n') {
          digits.append((char) Byte.toUnsignedInt(b));
          continue;
        }
        numbers.add(decimal(digits.toString()));
        digits.setLength(0);
        if (numbers.size() == 1) {
          SparseMap.requireFew(numbers.get(0));
          wanted = 1 + 2 * numbers.get(0);
        }
      }
    }
    return regions(numbers.subList(1, numbers.size()));
  }
}
