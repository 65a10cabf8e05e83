package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.NeedsRemapping;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a container's users are on this machine. */
final class UsersTest {

  private static final String IDENTITY = "0 0 4294967295";

  /** Returns the user of a process, as this machine sees him. */
  private static long owner(int pid) throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/" + pid), "unix:uid")).longValue();
  }

  private static long owner(Path file) throws IOException {
    return ((Number) Files.getAttribute(file, "unix:uid")).longValue();
  }

  /** The main class of a JVM that starts one container. */
  static final class OneCommand {
    private OneCommand() {}

    public static void main(String[] arguments) throws Exception {
      Result result = Container.builder().root(Root.host()).command("id").run();
      System.out.print(result.stdout().text() + result.stderr().text());
      System.out.println(result.users());
    }
  }

  @Nested
  @RootTest
  final class AsRoot extends OnBusybox {

    @TempDir Path folder;

    @Test
    @NeedsRemapping
    void rootInside_isNobodyOutside() throws Exception {
      try (RunningContainer container = endless("sleep", "600").start()) {
        assertThat(Files.readString(Path.of("/proc/" + container.pid() + "/status")))
            .containsPattern("Uid:(\t18789\\d+){4}\n")
            .containsPattern("Gid:(\t18789\\d+){4}\n");
      }
      assertThat(busybox("true").run().users()).isEqualTo(Users.REMAPPED);
    }

    @Test
    @NeedsRemapping
    void ids_areTheSameForAllContainersOfTheJvm() throws Exception {
      String map = said(busybox("cat", "/proc/self/uid_map", "/proc/self/gid_map"));
      assertThat(map.lines().distinct()).singleElement().asString().endsWith(" 65536");
      assertThat(said(busybox("cat", "/proc/self/uid_map", "/proc/self/gid_map"))).isEqualTo(map);
    }

    @Test
    void rootFileSystem_keepsItsOwnersInside() throws Exception {
      assertThat(said(shell("stat -c '%u %g' / /bin/busybox; touch /new; stat -c %u /new")))
          .isEqualTo("0 0\n0 0\n0\n");
      assertThat(owner(rootFolder.resolve("bin/busybox"))).isZero();
    }

    @Test
    void boundFolder_hasTheOwnersThatItHasHere() throws Exception {
      Files.writeString(folder.resolve("secret"), "read\n");
      Files.setPosixFilePermissions(
          folder.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
      ContainerBuilder container = shell("cat /data/secret; touch /data/new; id -u");
      assertThat(said(container.mount(Mount.bind(folder, "/data")))).isEqualTo("read\n0\n");
      assertThat(owner(folder.resolve("new"))).isZero();
    }

    @Test
    @NeedsRemapping
    void fileOfAnIdBeyondTheRange_isNobodysInside() throws Exception {
      Path file = Files.writeString(folder.resolve("far"), "far");
      Files.setAttribute(file, "unix:uid", 70_000);
      assertThat(
              said(
                  shell("stat -c %u /data/far; rm /data/far && echo gone")
                      .mount(Mount.bind(folder, "/data"))))
          .startsWith("65534\n")
          .doesNotContain("gone");
      assertThat(file).exists();
    }

    @Test
    @NeedsRemapping
    void userBeyondTheRange_isRefusedWithARemedy() {
      assertThatThrownBy(() -> busybox("id").user("70000").run())
          .isInstanceOf(CaissonException.class)
          .hasMessageContainingAll("70000", "65535", "Users.HOST");
      assertThatThrownBy(() -> busybox("id").user("0:70000").run())
          .isInstanceOf(CaissonException.class)
          .hasMessageContainingAll("70000", "65535", "Users.HOST");
    }

    @Test
    void host_isThisMachinesRoot() throws Exception {
      ContainerBuilder container = busybox("tr", "-s", " ").users(Users.HOST);
      Result result = container.stdin(Input.empty()).run();
      assertThat(result.users()).isEqualTo(Users.HOST);
      assertThat(said(busybox("cat", "/proc/self/uid_map").users(Users.HOST)).strip())
          .matches(IDENTITY.replace(" ", " +"));
      assertThat(said(busybox("id", "-u").users(Users.HOST).user("70000"))).isEqualTo("70000\n");
    }

    @Test
    void own_mapsOneIdAlone() throws Exception {
      Result result = busybox("cat", "/proc/self/uid_map").users(Users.OWN).run();
      assertThat(result.users()).isEqualTo(Users.OWN);
      assertThat(result.stdout().text().strip()).matches("0 +0 +1");
    }

    @Test
    @NeedsRemapping
    void layerWhoseOwnersCannotBeMapped_isRefusedIfRemappingIsAskedFor() {
      ContainerBuilder container =
          Container.builder().root(Root.directory(Path.of("/sys/kernel"))).command("x");
      assertThatThrownBy(() -> container.users(Users.REMAPPED).run())
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContainingAll("map owners of", "/sys/kernel", "Users.HOST");
    }

    @Test
    @NeedsRemapping
    void boundFolderWhoseOwnersCannotBeMapped_isReadWithTheRightsOfNobody() throws Exception {
      String said =
          said(
              shell("cat /data/ostype; echo x > /data/hostname; id -u")
                  .mount(Mount.bind(Path.of("/proc/sys/kernel"), "/data")));
      assertThat(said).contains("Linux\n", "denied", "0\n");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends OnBusybox {

    @Test
    void byDefault_thereIsOneUser() throws Exception {
      assertThat(busybox("true").run().users()).isEqualTo(Users.OWN);
      try (RunningContainer container = endless("sleep", "600").start()) {
        assertThat(owner(container.pid())).isEqualTo(owner(Path.of("/proc/self")));
      }
    }

    @Test
    void rootOfAUserNamespace_hasContainersOfOneUser(@TempDir Path state) throws Exception {
      String own = "unshare --user --map-root-user ";
      List<String> options = List.of("-Djava.io.tmpdir=" + state);
      try (ChildJvm jvm = ChildJvm.start("set -- " + own + "\"$@\";", options, OneCommand.class)) {
        assertThat(jvm.result()).contains("uid=0").endsWith("OWN\n");
      }
    }

    @ParameterizedTest
    @EnumSource(names = {"REMAPPED", "HOST"})
    void whatOnlyRootCan_isRefusedWithARemedy(Users users) {
      assertThatThrownBy(() -> busybox("true").users(users).run())
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContainingAll(users.toString(), "not root", "Users.OWN");
    }
  }
}
