package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The search for the disk below a path.
 *
 * @param mountInfo this process's mounts
 * @param devices the folder in which each block device has a link to its directory in sysfs
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">mountinfo(5)</a>
 */
record BlockDeviceSearch(Path mountInfo, Path devices) {

  private static final String STEP = "find the block device below";

  static BlockDeviceSearch host() {
    return new BlockDeviceSearch(Path.of("/proc/self/mountinfo"), Path.of("/sys/dev/block"));
  }

  BlockDevice below(Path path) throws CaissonException {
    Stat stat = stat(path);
    if (stat.type() == FileType.BLOCK_DEVICE) {
      return wholeDisk(device(stat.represents()), path);
    }
    BlockDevice holder = device(stat.device());
    if (Files.exists(devices.resolve(holder.toString()))) {
      return wholeDisk(holder, path);
    }
    // btrfs and others number their parts themselves, and name the device in the mount alone.
    Optional<Path> source = source(holder);
    if (source.isPresent() && Files.exists(source.get())) {
      Stat mounted = stat(source.get());
      if (mounted.type() == FileType.BLOCK_DEVICE) {
        return wholeDisk(device(mounted.represents()), path);
      }
    }
    throw unsupported(path, "its file system is on none");
  }

  private static UnsupportedHostException unsupported(Path path, String cause) {
    return new UnsupportedHostException(
        STEP,
        path.toString(),
        cause,
        Optional.of("give a path that is on a disk, or the disk's own in /dev"));
  }

  private static Stat stat(Path path) throws CaissonException {
    try (OpenFile place = OpenFile.place(path)) {
      return place.stat();
    } catch (SystemCallException e) {
      throw new SystemCallException(STEP, path.toString(), e.number());
    }
  }

  private static BlockDevice device(Stat.Device numbers) {
    return new BlockDevice(numbers.major(), numbers.minor());
  }

  private Optional<Path> source(BlockDevice holder) throws CaissonException {
    return lines().stream()
        .map(line -> Arrays.asList(line.split(" ", -1)))
        .filter(fields -> fields.size() > 6 && fields.get(2).equals(holder.toString()))
        .map(fields -> fields.subList(fields.indexOf("-") + 1, fields.size()))
        .filter(fields -> fields.size() > 1 && fields.get(1).startsWith("/"))
        .map(fields -> Path.of(CgroupMount.unescape(fields.get(1))))
        .findFirst();
  }

  private List<String> lines() throws CaissonException {
    try {
      // What is not ASCII here names no device.
      return Files.readAllLines(mountInfo, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw failure("read", mountInfo, e);
    }
  }

  /** The directory of a partition is in that of its disk, and has a file that numbers it. */
  private BlockDevice wholeDisk(BlockDevice device, Path path) throws CaissonException {
    Path link = devices.resolve(device.toString());
    if (!Files.exists(link)) {
      throw unsupported(path, "this machine has no block device " + device);
    }
    try {
      Path directory = link.toRealPath();
      return Files.exists(directory.resolve("partition"))
          ? BlockDevice.parse(Files.readString(directory.resolveSibling("dev")))
          : device;
    } catch (IOException e) {
      throw failure("look at", link, e);
    }
  }

  private static CaissonException failure(String step, Path file, IOException cause) {
    SystemCallException failure =
        new SystemCallException(step, file.toString(), Errno.EIO.number());
    failure.initCause(cause);
    return failure;
  }
}
