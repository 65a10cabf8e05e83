package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of block I/O, by what gets to the disk below a temporary folder. */
@RootTest
final class IoLimitTest {

  private static final int MIB = 1 << 20;

  private final Cgroups cgroups = Cgroups.host();

  @TempDir private Path folder;

  @AfterEach
  void removeAll() throws CaissonException {
    cgroups.removeAll();
  }

  private BlockDevice disk() throws CaissonException {
    return BlockDevice.below(folder);
  }

  private Limits limits(DeviceIoLimits limits) throws CaissonException {
    return Limits.none().with(IoLimits.none().withDevice(disk(), limits));
  }

  /** Runs a script to its end; returns the time that it took, entering the group included. */
  private static Duration time(Cgroup group, String script) throws Exception {
    long from = System.nanoTime();
    Process process = Placed.start(group, script);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private String write(String size, int count) {
    return "dd if=/dev/zero of="
        + folder
        + "/file bs="
        + size
        + " count="
        + count
        + " oflag=direct conv=notrunc";
  }

  @Test
  void writer_isHeldToItsBytesASecond_untilTheLimitIsLifted() throws Exception {
    try (Cgroup group =
        cgroups.create("writer", limits(DeviceIoLimits.none().withWbps(Bound.of(MIB))))) {
      // A quarter of a second may be had at once; other work can only add to it.
      assertThat(time(group, write("128k", 16))).isGreaterThan(Duration.ofMillis(1700));
      group.limit(limits(DeviceIoLimits.none().withWbps(Bound.UNLIMITED)));
      // Under the limit it would take a minute.
      assertThat(time(group, write("1M", 64))).isLessThan(Duration.ofSeconds(40));
      group.limit(limits(DeviceIoLimits.none().withWbps(Bound.of(MIB / 2))));
      assertThat(time(group, write("128k", 16))).isGreaterThan(Duration.ofMillis(3400));
    }
  }

  @Test
  void reader_isHeldToItsRequestsASecond() throws Exception {
    try (Cgroup group =
        cgroups.create("reader", limits(DeviceIoLimits.none().withRiops(Bound.of(20))))) {
      time(group, write("128k", 8));
      String read = "dd if=" + folder + "/file of=/dev/null bs=4k count=40 iflag=direct";
      assertThat(time(group, read)).isGreaterThan(Duration.ofMillis(1700));
    }
  }

  /** Returns a disk that bfq shares out, which only a machine for tests has. */
  private static Optional<Path> sharedOut() throws IOException {
    try (Stream<Path> disks = Files.list(Path.of("/sys/block"))) {
      for (Path disk : disks.toList()) {
        Path scheduler = disk.resolve("queue/scheduler");
        boolean isThere = !Files.readString(disk.resolve("size")).equals("0\n");
        if (isThere && Files.exists(scheduler) && Files.readString(scheduler).contains("[bfq]")) {
          return Optional.of(disk);
        }
      }
    }
    return Optional.empty();
  }

  private static Limits weight(BlockDevice disk, int weight) {
    // Linux 6.1 counts on v1 only what it has a limit for.
    DeviceIoLimits limits = DeviceIoLimits.none().withWeight(weight).withRbps(Bound.of(1L << 40));
    return Limits.none().with(IoLimits.none().withDevice(disk, limits));
  }

  /** Reads a disk again and again, past the page cache. */
  private static Process read(Cgroup group, Path disk) throws IOException {
    String device = "/dev/" + disk.getFileName();
    return Placed.start(
        group, "while dd if=" + device + " of=/dev/null bs=4k iflag=direct; do :; done");
  }

  private static long reads(Cgroup group, BlockDevice disk) throws CaissonException {
    return group
        .statistics()
        .io()
        .flatMap(io -> io.of(disk))
        .map(IoStatistics.Disk::reads)
        .orElse(0L);
  }

  /** Returns how often the heavy group reads while the light one does once. */
  private static double ratio(Cgroup light, Cgroup heavy, BlockDevice disk) throws Exception {
    long few = reads(light, disk);
    long many = reads(heavy, disk);
    while (reads(light, disk) < few + 100) {
      Thread.sleep(10);
    }
    return (double) (reads(heavy, disk) - many) / (reads(light, disk) - few);
  }

  @Test
  void weights_ofTwoReaders_shareOutADisk_orAreRefusedWhereNothingDoes() throws Exception {
    Optional<Path> shared = sharedOut();
    if (shared.isEmpty()) {
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> cgroups.create("light", weight(disk(), 100)))
          .withMessageContaining("echo bfq > /sys/block/");
      return;
    }
    Path disk = shared.get();
    BlockDevice number = BlockDevice.parse(Files.readString(disk.resolve("dev")));
    // Of bfq's 1,000 these are 100 and 400; on a busy machine the disk is not all that they wait
    // for.
    try (Cgroup one = cgroups.create("one", weight(number, 100));
        Cgroup other = cgroups.create("other", weight(number, 3400))) {
      read(one, disk);
      read(other, disk);
      while (reads(one, number) == 0 || reads(other, number) == 0) {
        Thread.sleep(10);
      }
      assertThat(ratio(one, other, number)).isBetween(1.5, 8.0);
      one.limit(weight(number, 3400));
      other.limit(weight(number, 100));
      assertThat(ratio(other, one, number)).isBetween(1.5, 8.0);
    }
  }

  @Test
  void disk_ofAFileSystemWithoutOne_isNotFound() {
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> BlockDevice.below(Path.of("/proc/self")))
        .withMessageContaining("below /proc/self")
        .withMessageContaining("on a disk");
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(() -> BlockDevice.below(folder.resolve("none")))
        .satisfies(e -> assertThat(e.is(Errno.ENOENT)).isTrue())
        .withMessageContaining(folder.resolve("none").toString());
  }

  @Test
  void disk_thatIsNotThere_isRefusedAndLeavesNothing() throws Exception {
    DeviceIoLimits limits = DeviceIoLimits.none().withRbps(Bound.of(MIB));
    BlockDevice none = new BlockDevice(4000, 7);
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(
            () ->
                cgroups.create(
                    "none", Limits.none().with(IoLimits.none().withDevice(none, limits))))
        .withMessageContaining("write 4000:7 ")
        .withMessageContaining("ENODEV")
        .withMessageContaining("whole disk");
    cgroups.create("none", Limits.none()).close();
  }

  @Test
  void latency_whereItCannotBeHad_isRefused() throws Exception {
    Limits limits = limits(DeviceIoLimits.none().withLatency(Duration.ofMillis(10)));
    try (Cgroup group = cgroups.create("latency", limits)) {
      assertThat(group.placement()).isInstanceOf(Placement.Unified.class);
    } catch (UnsupportedHostException e) {
      assertThat(e).hasMessageContaining("io.latency");
      cgroups.create("latency", Limits.none()).close();
    }
  }
}
