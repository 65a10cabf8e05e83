package dev.caisson.cgroups;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caisson.cgroups.OpenCounters.Counter;
import dev.caisson.error.CaissonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The counters of block I/O. */
sealed interface IoCounters {

  /** Reads them. */
  IoStatistics read() throws CaissonException;

  /** Opens those that a group has; empty where its I/O is not counted. */
  static Optional<IoCounters> open(OpenCounters files) throws CaissonException {
    if (files.isUnified(Subsystem.IO)) {
      return files.open(Subsystem.IO, "io.stat").map(Unified::new);
    }
    Optional<Counter> bytes = files.open(Subsystem.IO, "blkio.throttle.io_service_bytes_recursive");
    Optional<Counter> requests = files.open(Subsystem.IO, "blkio.throttle.io_serviced_recursive");
    return bytes.isPresent() && requests.isPresent()
        ? Optional.of(new Legacy(bytes.get(), requests.get()))
        : Optional.empty();
  }

  /** What is counted of one disk, in the order of the record's. */
  final class Row {

    private final BlockDevice device;
    private final long[] numbers = new long[6];

    private Row(BlockDevice device) {
      this.device = device;
    }

    private IoStatistics.Disk disk() {
      return new IoStatistics.Disk(
          device, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }
  }

  private static BlockDevice device(FileText text) {
    long major = text.number();
    text.skip(':');
    BlockDevice device = new BlockDevice(major, text.number());
    text.skip(' ');
    return device;
  }

  private static IoStatistics statistics(List<Row> rows) {
    return new IoStatistics(rows.stream().map(Row::disk).toList());
  }

  /** {@code io.stat} of v2: a line for each disk, with a key and a number for each count. */
  record Unified(Counter stat) implements IoCounters {

    private static final byte[][] KEYS = {
      "rbytes=".getBytes(ISO_8859_1),
      "wbytes=".getBytes(ISO_8859_1),
      "dbytes=".getBytes(ISO_8859_1),
      "rios=".getBytes(ISO_8859_1),
      "wios=".getBytes(ISO_8859_1),
      "dios=".getBytes(ISO_8859_1)
    };

    @Override
    public IoStatistics read() throws CaissonException {
      FileText text = stat.text();
      List<Row> rows = new ArrayList<>();
      while (!text.isAtEnd()) {
        Row row = new Row(device(text));
        rows.add(row);
        do {
          for (int i = 0; i < KEYS.length; i++) {
            if (text.skip(KEYS[i])) {
              row.numbers[i] = text.number();
            }
          }
        } while (text.skipWord());
        text.nextLine();
      }
      return statistics(rows);
    }
  }

  /** The files of v1: a line for each count of each disk, and a last one of all together. */
  record Legacy(Counter bytes, Counter requests) implements IoCounters {

    private static final byte[][] KINDS = {
      "Read ".getBytes(ISO_8859_1), "Write ".getBytes(ISO_8859_1), "Discard ".getBytes(ISO_8859_1)
    };
    private static final byte[] TOTAL = "Total ".getBytes(ISO_8859_1);

    @Override
    public IoStatistics read() throws CaissonException {
      List<Row> rows = new ArrayList<>();
      add(bytes.text(), 0, rows);
      add(requests.text(), KINDS.length, rows);
      return statistics(rows);
    }

    private static void add(FileText text, int first, List<Row> rows) {
      while (!text.isAtEnd() && !text.skip(TOTAL)) {
        BlockDevice device = device(text);
        for (int i = 0; i < KINDS.length; i++) {
          if (text.skip(KINDS[i])) {
            row(device, rows).numbers[first + i] = text.number();
          }
        }
        text.nextLine();
      }
    }

    private static Row row(BlockDevice device, List<Row> rows) {
      for (Row row : rows) {
        if (row.device.equals(device)) {
          return row;
        }
      }
      Row row = new Row(device);
      rows.add(row);
      return row;
    }
  }
}
