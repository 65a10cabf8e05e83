package dev.caisson.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.UnsupportedHostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayoutTest {

  @TempDir private Path top;
  private RecordedTree tree;

  @BeforeEach
  void record() {
    tree = new RecordedTree(top);
  }

  private Path base(Subsystem subsystem) {
    return tree.layout().usable().get(subsystem).base();
  }

  @Test
  void hybridHost_withTheControllersOnV1_leavesV2Alone() throws IOException {
    for (Subsystem name : Subsystem.values()) {
      tree.legacy(name.legacyName(), "/");
    }
    tree.unified("", "/");
    assertThat(tree.layout().hierarchies())
        .hasSize(Subsystem.values().length)
        .allMatch(hierarchy -> hierarchy instanceof LegacyHierarchy);
    assertThat(tree.cgroups().controllers()).containsExactly(Controller.values());
  }

  @Test
  void hybridHost_withAControllerOnV2_isMixedForThatAlone() throws IOException {
    for (String name : new String[] {"memory", "pids", "cpu", "cpuacct", "freezer"}) {
      tree.legacy(name, "/");
    }
    tree.unified("hugetlb", "/");
    Cgroups cgroups = tree.cgroups();
    Limits cpu = Limits.none().withCpuMax(CpuMax.ofCpus(1));
    assertThat(cgroups.mayTakeClones(cpu)).isFalse();
    assertThat(cgroups.isMixed(cpu)).isFalse();
    Limits pages = cpu.with(HugetlbLimits.none().withMax(2 << 20, Bound.of(0)));
    assertThat(cgroups.isMixed(pages)).isTrue();
  }

  @Test
  void legacyHost_withControllersTogether_hasOneHierarchyForBoth() throws IOException {
    tree.legacy("cpu,cpuacct", "/");
    Layout layout = tree.layout();
    assertThat(layout.hierarchies()).hasSize(1);
    assertThat(layout.through(EnumSet.allOf(Subsystem.class))).hasSize(1);
    assertThat(layout.obstacles())
        .containsKeys(Subsystem.MEMORY, Subsystem.PIDS, Subsystem.FREEZER)
        .doesNotContainKeys(Subsystem.CPU, Subsystem.CPUACCT);
  }

  @Test
  void legacyTop_thatIsNotWritable_givesWayToTheOwnGroup() throws IOException {
    Path point = tree.legacy("memory", "/mine");
    tree.refuse(point);
    assertThat(base(Subsystem.MEMORY)).isEqualTo(point.resolve("mine"));
  }

  @Test
  void legacyHierarchy_thatIsNotWritable_isNamedWithARemedy() throws IOException {
    Path point = tree.legacy("memory", "/mine");
    tree.refuse(point).refuse(point.resolve("mine"));
    assertThat(tree.cgroups().whyUnavailable(Controller.MEMORY).orElseThrow())
        .contains("cgroup v1 at " + point, "not writable", "run as root");
  }

  @Test
  void mount_thatIsHidden_isNotUsed() throws IOException {
    Path point = tree.legacy("memory", "/");
    point.resolve("cgroup.procs").toFile().delete();
    assertThat(tree.layout().usable()).isEmpty();
  }

  @Test
  void unifiedRoot_withProcesses_canBeUsed() throws IOException {
    Path point = tree.unified("cpu memory pids", "/init.scope");
    RecordedTree.group(point, "cgroup.procs", "1\n2\n");
    assertThat(base(Subsystem.MEMORY)).isEqualTo(point);
    assertThat(tree.layout().usable())
        .containsKeys(Subsystem.CPU, Subsystem.CPUACCT, Subsystem.DEVICES);
  }

  @Test
  void unifiedTop_ofACgroupNamespaceWithProcesses_isRefusedWithAWayOut() throws IOException {
    Path point = tree.unified("cpu memory pids", "/");
    tree.unifiedGroup(point, "cpu memory pids", "1\n");
    assertThat(tree.cgroups().whyUnavailable(Controller.PIDS).orElseThrow())
        .contains("there are processes in " + point, "move them into a group below");
    assertThat(tree.cgroups().canAccount()).isFalse();
  }

  @Test
  void delegatedSubtree_ofAnOrdinaryUser_isFoundByClimbing() throws IOException {
    Path point = tree.unified("cpu memory pids", "/user.slice/app.slice/run.scope");
    Path user = point.resolve("user.slice");
    tree.unifiedGroup(user, "cpu memory pids", "");
    tree.unifiedGroup(user.resolve("app.slice"), "memory pids", "");
    tree.unifiedGroup(user.resolve("app.slice/run.scope"), "", "77\n");
    tree.refuse(point).refuse(user);
    assertThat(base(Subsystem.MEMORY)).isEqualTo(user.resolve("app.slice"));
    assertThat(tree.cgroups().controllers())
        .containsExactly(Controller.PIDS, Controller.MEMORY, Controller.DEVICES);
    assertThat(tree.cgroups().whyUnavailable(Controller.CPU).orElseThrow())
        .contains("cpu is not handed down to " + user.resolve("app.slice"), "memory pids");
  }

  @Test
  void delegatedSubtree_intoWhichNoProcessMayBeMoved_isNotUsed() throws IOException {
    Path point = tree.unified("cpu memory pids", "/user");
    tree.unifiedGroup(point.resolve("user"), "cpu memory pids", "");
    tree.refuse(point).refuse(point.resolve("user/cgroup.procs"));
    assertThat(tree.cgroups().whyUnavailable(Controller.MEMORY).orElseThrow())
        .contains("no group from " + point.resolve("user") + " up is writable", "systemd-run");
  }

  @Test
  void controllersSpreadOverBoth_areEachUsedWhereTheyAre() throws IOException {
    tree.legacy("cpu", "/");
    tree.unified("memory pids", "/");
    assertThat(tree.layout().usable())
        .hasEntrySatisfying(
            Subsystem.CPU, has -> assertThat(has).isInstanceOf(LegacyHierarchy.class))
        .hasEntrySatisfying(
            Subsystem.CPUACCT, has -> assertThat(has).isInstanceOf(UnifiedHierarchy.class));
    assertThat(tree.layout().through(EnumSet.allOf(Subsystem.class))).hasSize(2);
  }

  @Test
  void whatEveryGroupOfV2Has_andV1RefusesToAUser_isUsedThere() throws IOException {
    Path point = tree.legacy("cpuacct,freezer", "/");
    tree.refuse(point);
    tree.unified("", "/");
    assertThat(tree.layout().usable())
        .containsOnlyKeys(Subsystem.CPUACCT, Subsystem.FREEZER, Subsystem.DEVICES);
  }

  @Test
  void readOnlyMount_isNamedAsThat() throws IOException {
    Path point = tree.unified("memory", "/");
    tree.refuse(point).mountedReadOnly();
    assertThat(tree.cgroups().whyUnavailable(Controller.MEMORY).orElseThrow())
        .contains("cgroup v2 at " + point + ": mounted read-only");
  }

  @Test
  void limit_onAHostWithoutCgroups_isRefusedBeforeAnything() {
    Cgroups none = tree.cgroups();
    assertThat(none.controllers()).isEmpty();
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> none.create("a", Limits.none().withMemoryMax(1 << 20)))
        .satisfies(e -> assertThat(e.remedy().orElseThrow()).contains("mount -t cgroup"))
        .withMessageContaining("limit memory")
        .withMessageContaining("not mounted");
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> none.create("a", Limits.none()));
  }

  @Test
  void account_onAHostWithoutCgroups_isEmpty() throws IOException {
    assertThat(tree.cgroups().account("a")).isEmpty();
  }

  @Test
  void create_whereALimitCannotBeWritten_namesItAndLeavesNothing() throws IOException {
    Path point = tree.legacy("memory,pids", "/");
    Cgroups cgroups = tree.cgroups();
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> cgroups.create("a", Limits.none().withPidsMax(5)))
        .withMessageStartingWith("limit by " + point + "/caisson/")
        .withMessageContaining("/a/pids.max: this kernel has no such file")
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    cgroups.removeAll();
    assertThat(point.resolve("caisson")).doesNotExist();
  }

  @Test
  void statistics_ofWhatIsNotCounted_areEmpty() throws IOException {
    tree.legacy("cpu", "/");
    Cgroups cgroups = tree.cgroups();
    assertThat(cgroups.canAccount()).isFalse();
    assertThat(cgroups.account("a")).isEmpty();
    assertThat(cgroups.controllers()).containsExactly(Controller.CPU);
  }
}
