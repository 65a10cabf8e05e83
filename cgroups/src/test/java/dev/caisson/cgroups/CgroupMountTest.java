package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CgroupMountTest {

  private static final String LINE =
      "36 31 0:33 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct";

  private static CgroupMount parse(String line) {
    List<CgroupMount> mounts = CgroupMount.parse(line + "\n");
    assertThat(mounts).hasSize(1);
    return mounts.get(0);
  }

  @Test
  void parse_ofV1_namesPointAndControllers() {
    CgroupMount mount = parse(LINE);
    assertThat(mount.point()).isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
    assertThat(mount.options()).contains("cpu", "cpuacct");
    assertThat(mount.unified()).isFalse();
    assertThat(mount.readOnly()).isFalse();
    assertThat(mount).hasToString("cgroup v1 at /sys/fs/cgroup/cpu,cpuacct");
  }

  @Test
  void parse_ofV2InAContainer_seesThatItIsReadOnly() {
    CgroupMount mount =
        parse("7 6 0:27 /../.. /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate");
    assertThat(mount.unified()).isTrue();
    assertThat(mount.readOnly()).isTrue();
  }

  @Test
  void parse_ofEscapes_undoesThem() {
    assertThat(parse("7 6 0:27 /a\\040b /mnt/c\\134d\\011e rw - cgroup2 none rw"))
        .satisfies(mount -> assertThat(mount.root()).isEqualTo("/a b"))
        .satisfies(mount -> assertThat(mount.point()).isEqualTo(Path.of("/mnt/c\\d\te")));
  }

  @Test
  void parse_ofOtherMountsAndBrokenLines_findsNothing() {
    assertThat(CgroupMount.parse("22 27 0:21 / /proc rw - proc proc rw\n\nx\n- cgroup\n"))
        .isEmpty();
    assertThat(CgroupMount.parse("1 2 0:1 / /x rw - cgroup")).isEmpty();
  }

  @Test
  void locate_ofAGroupBelowTheRoot_isBelowThePoint() {
    CgroupMount whole = parse(LINE);
    assertThat(whole.locate("/")).contains(whole.point());
    assertThat(whole.locate("/a/b")).contains(whole.point().resolve("a/b"));
    CgroupMount part = parse("7 6 0:27 /docker/x /cg rw - cgroup c rw,memory");
    assertThat(part.locate("/docker/x")).contains(Path.of("/cg"));
    assertThat(part.locate("/docker/x/y")).contains(Path.of("/cg/y"));
  }

  @Test
  void locate_ofAGroupOutside_isEmpty() {
    CgroupMount part = parse("7 6 0:27 /docker/x /cg rw - cgroup c rw,memory");
    assertThat(part.locate("/docker/xy")).isEmpty();
    assertThat(part.locate("/docker")).isEmpty();
    assertThat(part.locate("/")).isEmpty();
    assertThat(parse(LINE).locate("/../other")).isEmpty();
  }

  @Test
  void ownGroups_ofAHybridHost_areThoseOfEachController() {
    OwnGroups own = OwnGroups.parse("4:cpu,cpuacct:/a:b\n3:memory:/m\n1:name=systemd:/s\n0::/u\n");
    assertThat(own.legacy())
        .containsEntry("cpu", "/a:b")
        .containsEntry("cpuacct", "/a:b")
        .containsEntry("memory", "/m");
    assertThat(own.unified()).contains("/u");
    assertThat(OwnGroups.parse("").unified()).isEmpty();
  }
}
