package dev.caisson.cgroups;

import dev.caisson.error.UnsupportedHostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The disks whose time is shared out by weight: everywhere else a weight changes nothing.
 *
 * @param hierarchy the hierarchy that holds the weights
 * @param bfq those with the scheduler bfq
 * @param costModel those of v2 that the cost model was switched on for
 * @see <a href="https://docs.kernel.org/block/bfq-iosched.html">BFQ</a>
 */
record WeighedDisks(Hierarchy hierarchy, Set<BlockDevice> bfq, Set<BlockDevice> costModel) {

  private static final int BFQ_MOST = 1000;
  private static final int DEFAULT = 100;

  /** Finds those of this host. */
  static WeighedDisks of(Hierarchy hierarchy) {
    try (Stream<Path> disks = Files.list(Path.of("/sys/block"))) {
      Set<BlockDevice> bfq = new HashSet<>();
      for (Path disk : disks.toList()) {
        if (read(disk.resolve("queue/scheduler")).contains("[bfq]")) {
          bfq.add(BlockDevice.parse(read(disk.resolve("dev"))));
        }
      }
      return new WeighedDisks(hierarchy, bfq, costModel(hierarchy.base()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a file's text; a disk may have none, or go. */
  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** The root group of v2 alone says for which disks it is on. */
  private static Set<BlockDevice> costModel(Path base) throws IOException {
    Set<BlockDevice> disks = new HashSet<>();
    Path group = base;
    while (Files.exists(group.resolve("cgroup.controllers"))) {
      for (String line : read(group.resolve("io.cost.qos")).lines().toList()) {
        if (line.contains(" enable=1 ")) {
          disks.add(BlockDevice.parse(line.substring(0, line.indexOf(' '))));
        }
      }
      group = group.resolve("..").normalize();
    }
    return disks;
  }

  /** Returns what gives a group this weight on v1. */
  List<Setting> legacy(int weight, Optional<BlockDevice> disk) throws UnsupportedHostException {
    refuseWithout(disk, bfq);
    return List.of(
        disk.map(one -> line("blkio.bfq.weight_device", one.toString(), bfq(weight), "0"))
            .orElseGet(() -> FileSetting.required("blkio.bfq.weight", bfq(weight))));
  }

  /** Returns what gives a group this weight on v2. */
  List<Setting> unified(int weight, Optional<BlockDevice> disk) throws UnsupportedHostException {
    Set<BlockDevice> any = new HashSet<>(bfq);
    any.addAll(costModel);
    refuseWithout(disk, any);
    String key = disk.map(Object::toString).orElse("default");
    String unset = disk.isPresent() ? "default" : Integer.toString(DEFAULT);
    List<Setting> settings = new ArrayList<>();
    if (isOne(disk, bfq)) {
      settings.add(line("io.bfq.weight", key, bfq(weight), unset));
    }
    if (isOne(disk, costModel)) {
      settings.add(line("io.weight", key, weight, unset));
    }
    return settings;
  }

  private static FileSetting line(String file, String key, int weight, String unset) {
    return FileSetting.line(file, key, Integer.toString(weight), unset);
  }

  private static boolean isOne(Optional<BlockDevice> disk, Set<BlockDevice> disks) {
    return disk.map(disks::contains).orElse(!disks.isEmpty());
  }

  private void refuseWithout(Optional<BlockDevice> disk, Set<BlockDevice> disks)
      throws UnsupportedHostException {
    if (!isOne(disk, disks)) {
      throw new UnsupportedHostException(
          "limit io by weight on " + hierarchy,
          disk.map(Object::toString).orElse(""),
          disk.map(one -> "the disk is not").orElse("no disk is") + " shared out by weight",
          Optional.of("give a disk the scheduler: echo bfq > /sys/block/NAME/queue/scheduler"));
    }
  }

  /** Converts as systemd does (BFQ_WEIGHT): bfq has 1,000 for our 10,000, and 100 for 100. */
  private static int bfq(int weight) {
    return weight <= DEFAULT
        ? weight
        : DEFAULT
            + (weight - DEFAULT)
                * (BFQ_MOST - DEFAULT)
                / ((int) DeviceIoLimits.WEIGHT.last() - DEFAULT);
  }
}
