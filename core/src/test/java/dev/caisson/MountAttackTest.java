package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnknownUserException;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, and folders shared with a container, that lead a start's mounts astray. */
final class MountAttackTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final int STARTS = 40;
    private static final int MOST_STARTS = 50 * STARTS;

    @TempDir Path folder;
    Path outside = Path.of("/");
    Path image = Path.of("/");

    @BeforeAll
    static void compile() throws Exception {
      BusyboxRoot.compile("breakout", rootFolder);
    }

    @BeforeEach
    void makeImage() throws Exception {
      outside = Files.createDirectory(folder.resolve("outside"));
      image = BusyboxRoot.make(folder.resolve("image"));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ContainerBuilder onImage(String... command) {
      ContainerBuilder container =
          Container.builder().root(Root.directory(image)).command(command).timeout(PATIENCE);
      users().ifPresent(container::users);
      return container;
    }

    /** Replaces a folder of the image by a link to a folder of this machine, in both ways. */
    private List<Path> waysOut() {
      return List.of(
          outside,
          Path.of("../../../../../../../..").resolve(outside.toString().substring(1)),
          Path.of("../outside"));
    }

    private void replace(String name, Path link) throws IOException {
      Path place = image.resolve(name);
      if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<Path> entries = Files.list(place)) {
          for (Path entry : entries.toList()) {
            Files.delete(entry);
          }
        }
      }
      Files.deleteIfExists(place);
      Files.createSymbolicLink(place, link);
    }

    @Test
    void deviceAndProcFoldersThatAreLinks_areRefused() throws Exception {
      for (String name : List.of("dev", "proc")) {
        for (Path link : waysOut()) {
          replace(name, link);
          assertThatThrownBy(() -> onImage("true").run())
              .isInstanceOf(CaissonException.class)
              .hasMessageContaining("/" + name);
          assertThat(outside).isEmptyDirectory();
        }
        Files.delete(image.resolve(name));
      }
    }

    @Test
    void otherFoldersThatAreLinks_leadNowhere() throws Exception {
      for (String name : List.of("sys", "tmp", "data", "home/worker", "root")) {
        for (Path link : waysOut()) {
          replace(name, link);
          try {
            onImage("sh", "-c", "touch /" + name + "/x")
                .mount(Mount.tmpfs("/" + name + "/sub"))
                .workingDirectory("/" + name + "/made")
                .run();
          } catch (CaissonException e) {
            // The link leads to nothing inside, so that nothing can be mounted there.
          }
          assertThat(outside).isEmptyDirectory();
        }
      }
    }

    @Test
    void devicesThatAreLinks_areNotFollowed() throws Exception {
      Files.createSymbolicLink(image.resolve("dev/null"), Path.of("/proc/sysrq-trigger"));
      Files.createSymbolicLink(image.resolve("dev/pts"), outside);
      Files.createSymbolicLink(image.resolve("proc/sys"), outside);
      Files.createSymbolicLink(image.resolve("proc/keys"), outside.resolve("keys"));
      assertThat(said(onImage("sh", "-c", "echo x > /dev/null; ls /dev/pts; cat /proc/keys")))
          .isEqualTo("ptmx\n");
      assertThat(outside).isEmptyDirectory();
    }

    @Test
    void accountsThatAreALink_areThoseOfTheImageAlone() throws Exception {
      Files.writeString(outside.resolve("passwd"), "evil:x:0:0::/:/bin/sh\n");
      for (Path link : waysOut()) {
        replace("etc", link);
        assertThatThrownBy(() -> onImage("true").user("evil").run())
            .isInstanceOf(UnknownUserException.class);
      }
    }

    @Test
    void accountsThatAreNoFile_areNotWaitedFor() throws Exception {
      Path accounts = image.resolve("etc/passwd");
      Files.delete(accounts);
      assertThat(new ProcessBuilder("mkfifo", accounts.toString()).start().waitFor()).isZero();
      assertThatThrownBy(() -> onImage("true").user("worker").run())
          .isInstanceOf(UnknownUserException.class);
    }

    @Test
    void targetThatIsSwappedWhileItIsMountedOn_staysInTheContainer() throws Exception {
      Path shared = Files.createDirectory(folder.resolve("shared"));
      Path one = Files.createDirectory(shared.resolve("one"));
      Files.createSymbolicLink(shared.resolve("other"), waysOut().get(1));
      Path given = Files.createDirectory(folder.resolve("given"));
      ContainerBuilder attack = busybox("breakout", "swap", "/data/one", "/data/other");
      int started = 0;
      try (RunningContainer attacker = attack.mount(Mount.bind(shared, "/data")).start()) {
        assertThat(attacker.stdout().readNBytes(9)).asString().isEqualTo("swapping\n");
        for (int i = 0; i < STARTS || (started == 0 && i < MOST_STARTS); i++) {
          started += startIn(shared, given) ? 1 : 0;
          assertThat(outside).isEmptyDirectory();
          assertThat(given).isEmptyDirectory();
        }
        // Both happen, or nothing was raced for.
        Await.until("it is a link", PATIENCE, () -> Files.isSymbolicLink(one));
        Await.until("it is none", PATIENCE, () -> !Files.isSymbolicLink(one));
      }
      assertThat(started).isPositive();
    }

    private boolean startIn(Path shared, Path given) throws Exception {
      try {
        return busybox("true")
            .mount(Mount.bind(shared, "/data"))
            .mount(Mount.bind(given, "/data/one/sub/given"))
            .mount(Mount.tmpfs("/data/one/memory"))
            .workingDirectory("/data/one/made/here")
            .run()
            .isSuccess();
      } catch (CaissonException e) {
        // A link that leads to nothing inside.
        return false;
      }
    }
  }
}
