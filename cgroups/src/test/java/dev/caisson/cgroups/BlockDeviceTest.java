package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk below a path, on a recorded sysfs. */
final class BlockDeviceTest {

  @TempDir private Path top;
  private Path devices;
  private Path mountInfo;

  @BeforeEach
  void record() throws IOException {
    devices = Files.createDirectories(top.resolve("dev/block"));
    mountInfo = Files.createFile(top.resolve("mountinfo"));
  }

  /** Has the device of a number be a partition, or a disk. */
  private void device(String number, boolean partition) throws IOException {
    Path disk = Files.createDirectories(top.resolve("devices/sda"));
    Files.writeString(disk.resolve("dev"), "8:0\n");
    Path part = Files.createDirectories(disk.resolve("sda1"));
    Files.writeString(part.resolve("partition"), "1\n");
    Files.createSymbolicLink(devices.resolve(number), partition ? part : disk);
  }

  private BlockDevice below(Path path) throws CaissonException {
    return new BlockDeviceSearch(mountInfo, devices).below(path);
  }

  /** Returns the number of the device that a path really is on, as stat(1) tells it. */
  private static String number(Path path) throws IOException {
    long device = (long) Files.getAttribute(path, "unix:dev");
    long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
    return ((device >> 8) & 0xfff) + ":" + minor;
  }

  @Test
  void fileSystem_onAPartition_leadsToTheWholeDisk() throws Exception {
    device(number(top), true);
    assertThat(below(top)).isEqualTo(new BlockDevice(8, 0));
  }

  @Test
  void fileSystem_onADisk_leadsToIt() throws Exception {
    device(number(top), false);
    assertThat(below(top)).hasToString(number(top));
  }

  @Test
  void fileSystem_withoutADevice_isRefused_whateverItsMountNames() throws Exception {
    for (String source : new String[] {"tmpfs", "/dev/null", "/dev/gone", "\u00e9"}) {
      String line = "1 2 " + number(top) + " / /tmp rw - tmpfs " + source + " rw\nshort\n";
      Files.writeString(mountInfo, line, StandardOpenOption.APPEND);
      assertThatExceptionOfType(UnsupportedHostException.class)
          .isThrownBy(() -> below(top))
          .withMessageContaining("below " + top)
          .withMessageContaining("its file system is on none");
    }
  }
}
