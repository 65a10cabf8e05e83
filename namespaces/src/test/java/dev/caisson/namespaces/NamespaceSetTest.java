package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.Credentials;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** New namespaces, looked at from outside and by programs that nsenter(1) puts inside. */
final class NamespaceSetTest {

  private static String inside(NamespaceSet set, String script)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("nsenter"));
    for (NamespaceHandle handle : set.handles()) {
      String kind = handle.kind().kernelName();
      command.add("--" + (kind.equals("mnt") ? "mount" : kind) + "=" + handle.path());
    }
    if (set.kinds().contains(Namespace.USER)) {
      command.add("--preserve-credentials");
    }
    command.addAll(List.of("sh", "-c", script));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  @Nested
  @RootTest
  final class AsRoot extends Contract {

    @Test
    void kindsAlone_bringNoUserNamespace() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.NET));
          NamespaceHandle user = NamespaceHandle.ofCurrentThread(Namespace.USER)) {
        assertThat(set.kinds()).containsExactly(Namespace.NET);
        assertThat(set.get(Namespace.NET).info().owner()).contains(user.id());
      }
    }

    @Test
    void rangesOfIds_areMappedAsAsked() throws Exception {
      IdMappings ids =
          new IdMappings(
              List.of(new IdMapping(0, 100_000, 1000), new IdMapping(5000, 5000, 1)),
              List.of(new IdMapping(0, 200_000, 10)));
      NewNamespaces wanted = NewNamespaces.of(Namespace.USER).withIdMappings(ids);
      try (NamespaceSet set = NamespaceSet.create(wanted)) {
        assertThat(inside(set, "cat /proc/self/uid_map /proc/self/gid_map | tr -s ' '"))
            .isEqualTo("0 100000 1000\n 5000 5000 1\n 0 200000 10");
      }
    }

    @Test
    void manyRanges_areMapped() throws Exception {
      List<IdMapping> ranges = new ArrayList<>();
      for (int i = 0; i < 340; i++) {
        ranges.add(new IdMapping(2L * i, 2L * i, 1));
      }
      IdMappings ids = new IdMappings(ranges, ranges);
      NewNamespaces wanted = NewNamespaces.of(Namespace.USER).withIdMappings(ids);
      try (NamespaceSet set = NamespaceSet.create(wanted)) {
        assertThat(inside(set, "wc -l < /proc/self/uid_map")).isEqualTo("340");
      }
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {

    @Test
    void kindsAlone_bringAUserNamespace_thatOwnsThem() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.NET))) {
        assertThat(set.kinds()).containsExactlyInAnyOrder(Namespace.NET, Namespace.USER);
        assertThat(set.get(Namespace.NET).info().owner()).contains(set.get(Namespace.USER).id());
      }
    }

    @Test
    void idOfAnotherUser_isRefusedBeforeAnythingIsMade() {
      NewNamespaces wanted =
          NewNamespaces.of(Namespace.USER).withIdMappings(IdMappings.of(new IdMapping(0, 1, 1)));
      assertThatThrownBy(() -> NamespaceSet.create(wanted))
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageStartingWith("map user ids \"0 1 1\": 1 are not the JVM's to map");
    }

    @Test
    void subordinateRange_isMappedByTheHelpers() throws Exception {
      MappingRights users = MappingRights.ofUsers();
      MappingRights groups = MappingRights.ofGroups();
      IdMappings ids =
          new IdMappings(
              List.of(
                  new IdMapping(0, users.own(), 1),
                  new IdMapping(1, users.subordinate().get(0).first(), 100)),
              List.of(
                  new IdMapping(0, groups.own(), 1),
                  new IdMapping(1, groups.subordinate().get(0).first(), 100)));
      NewNamespaces wanted = NewNamespaces.of(Namespace.USER).withIdMappings(ids);
      try (NamespaceSet set = NamespaceSet.create(wanted)) {
        assertThat(inside(set, "cat /proc/self/uid_map /proc/self/gid_map | wc -l")).isEqualTo("4");
      }
    }
  }

  /** The same for root and for an ordinary user. */
  @Timeout(60)
  abstract static class Contract {

    @ParameterizedTest
    @EnumSource
    void eachKind_isMadeAlone_andIsNotTheJvms(Namespace kind) throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(kind));
          NamespaceHandle own = NamespaceHandle.ofCurrentThread(kind)) {
        assertThat(set.get(kind).kind()).isEqualTo(kind);
        assertThat(set.get(kind).id()).isNotEqualTo(own.id());
      }
    }

    @Test
    void allKinds_areMadeTogether_ownedByTheNewUserNamespace() throws Exception {
      Set<Namespace> all = EnumSet.allOf(Namespace.class);
      NewNamespaces wanted = NewNamespaces.of(Namespace.MNT, Namespace.values());
      try (NamespaceSet set = NamespaceSet.create(wanted)) {
        assertThat(set.kinds()).isEqualTo(all);
        NamespaceId user = set.get(Namespace.USER).id();
        for (NamespaceHandle handle : set.handles()) {
          NamespaceInfo info = handle.info();
          if (handle.kind() == Namespace.USER) {
            assertThat(info.ownerUid()).hasValue(Credentials.effectiveUser());
          } else {
            assertThat(info.owner()).as(info.toString()).contains(user);
          }
        }
      }
    }

    @Test
    void parents_areTheJvmsNamespaces() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.PID, Namespace.USER));
          NamespaceHandle pid = NamespaceHandle.ofCurrentThread(Namespace.PID);
          NamespaceHandle user = NamespaceHandle.ofCurrentThread(Namespace.USER)) {
        assertThat(set.get(Namespace.PID).info().parent()).contains(pid.id());
        assertThat(set.get(Namespace.USER).info().parent()).contains(user.id());
      }
    }

    @Test
    void ownIdAsRoot_isTheDefault() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.USER))) {
        assertThat(inside(set, "id -u; tr -s ' ' < /proc/self/uid_map"))
            .isEqualTo("0\n 0 " + Credentials.effectiveUser() + " 1");
      }
    }

    @Test
    void noProcessIsNeeded_toKeepThem() throws Exception {
      try (NamespaceSet set =
          NamespaceSet.create(NewNamespaces.of(Namespace.UTS, Namespace.IPC, Namespace.NET))) {
        assertThat(set.initPid()).isEmpty();
        assertThat(ProcessHandle.current().children().toList()).isEmpty();
        assertThat(inside(set, "hostname inside; hostname")).isEqualTo("inside");
        assertThat(inside(set, "hostname")).isEqualTo("inside");
      }
    }

    @Test
    void loopback_isUpOnlyWhereAskedFor() throws Exception {
      String state = "cat /proc/net/if_inet6 | wc -l";
      NewNamespaces down = NewNamespaces.of(Namespace.NET);
      try (NamespaceSet without = NamespaceSet.create(down);
          NamespaceSet with = NamespaceSet.create(down.withLoopback())) {
        assertThat(inside(without, state)).isEqualTo("0");
        assertThat(inside(with, state)).isEqualTo("1");
      }
    }

    @Test
    void pidNamespace_hasAFirstProcess_thatReapsAndEndsWithIt() throws Exception {
      NamespaceSet set =
          NamespaceSet.create(NewNamespaces.of(Namespace.PID, Namespace.MNT, Namespace.USER));
      ProcessHandle init = ProcessHandle.of(set.initPid().getAsLong()).orElseThrow();
      try (set) {
        String script =
            "mount -t proc proc /proc && (sh -c 'sleep 0.1' & ); sleep 0.3; ls -d /proc/[0-9]* | wc"
                + " -l; cat /proc/1/comm";
        // 1, nsenter's child, ls and wc: the orphan that has ended is no zombie.
        assertThat(inside(set, script)).isEqualTo("4\ncaisson-ns-init");
        assertThat(init.isAlive()).isTrue();
      }
      assertThat(init.isAlive()).isFalse();
      set.close();
    }

    @Test
    void firstProcess_is1Inside() throws Exception {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.PID))) {
        NamespaceHandle pid = set.get(Namespace.PID);
        assertThat(pid.pidInside(set.initPid().getAsLong())).hasValue(1);
        assertThat(pid.pidOutside(1)).isEqualTo(set.initPid());
        assertThat(pid.pidInside(ProcessHandle.current().pid())).isEmpty();
        assertThat(pid.pidOutside(2)).isEmpty();
      }
    }

    @Test
    void clocks_areAheadByTheOffsets() throws Exception {
      TimeOffsets offsets = new TimeOffsets(Duration.ofDays(1), Duration.ofDays(1000));
      NewNamespaces wanted =
          NewNamespaces.of(Namespace.TIME, Namespace.USER).withTimeOffsets(offsets);
      try (NamespaceSet set = NamespaceSet.create(wanted)) {
        String seconds = inside(set, "cut -d. -f1 /proc/uptime");
        assertThat(Long.parseLong(seconds)).isGreaterThan(Duration.ofDays(1000).toSeconds());
      }
    }

    @Test
    void clockBeforeItsBeginning_isRefused() {
      TimeOffsets offsets = new TimeOffsets(Duration.ofDays(-36_500), Duration.ZERO);
      NewNamespaces wanted = NewNamespaces.of(Namespace.TIME).withTimeOffsets(offsets);
      assertThatThrownBy(() -> NamespaceSet.create(wanted))
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContaining("ERANGE")
          .hasMessageContaining("a clock would be before 0");
    }

    @Test
    void mountsInside_areNotSeenOutside() throws Exception {
      NewNamespaces wanted = NewNamespaces.of(Namespace.MNT, Namespace.USER);
      try (NamespaceSet set = NamespaceSet.create(wanted)) {
        String mounted =
            inside(set, "mount -t tmpfs caisson-test /mnt && grep -c caisson-test /proc/mounts");
        assertThat(mounted).isEqualTo("1");
        assertThat(Path.of("/proc/self/mounts")).content().doesNotContain("caisson-test");
      }
    }

    @Test
    void kindThatIsNotAmongThem_isTheCallersMistake()
        throws CaissonException, InterruptedException {
      try (NamespaceSet set = NamespaceSet.create(NewNamespaces.of(Namespace.UTS))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> set.get(Namespace.NET))
            .withMessageStartingWith("no net namespace among");
      }
    }

    @Test
    void ofProcess_opensWhatItIsIn() throws Exception {
      try (NamespaceSet set =
          NamespaceSet.ofProcess(ProcessHandle.current(), EnumSet.allOf(Namespace.class))) {
        for (NamespaceHandle handle : set.handles()) {
          try (NamespaceHandle own = NamespaceHandle.ofCurrentThread(handle.kind())) {
            assertThat(handle.id()).isEqualTo(own.id());
          }
        }
      }
    }
  }
}
