package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container does to lead those outside who use its files. */
final class FilesAttackTest {

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

    private static final int ROUNDS = 2_000;

    /** A folder of this machine that must be neither read nor written. */
    @TempDir Path outside;

    RunningContainer container;
    ContainerFiles files;

    @BeforeEach
    void startContainer() throws Exception {
      Files.writeString(outside.resolve("f"), "outside");
      container = busybox("sleep", "60").start();
      files = container.files();
    }

    @AfterEach
    void closeContainer() throws Exception {
      files.close();
      container.close();
    }

    final void attack(String script) throws Exception {
      assertThat(container.exec("sh", "-c", script).run().isSuccess()).isTrue();
    }

    private void requireOutsideUntouched() throws IOException {
      assertThat(outside.resolve("f")).hasContent("outside");
      try (Stream<Path> entries = Files.list(outside)) {
        assertThat(entries).containsExactly(outside.resolve("f"));
      }
    }

    /** Does something as often as the race needs, against a script that never ends. */
    private void race(String script, ThrowingRound round) throws Exception {
      try (RunningCommand swapping = container.exec("sh", "-c", script).start()) {
        Await.until("swapping", PATIENCE, () -> files.exists("/data/swapping"));
        for (int i = 0; i < ROUNDS; i++) {
          try {
            round.run(i);
          } catch (CaissonException e) {
            // To fail is no harm.
          }
        }
        assertThat(swapping.isAlive()).isTrue();
      }
      requireOutsideUntouched();
    }

    private static void remove(Path tree) throws IOException {
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    /** One use of the files. */
    interface ThrowingRound {
      void run(int number) throws Exception;
    }

    /** Has d be a directory, a link to / and one that climbs, in turns, by rename. */
    private String swapping() {
      return """
      cd /data
      mkdir d; echo inside >d/f; ln -s / root; ln -s ../../../../../../.. up
      ln -s %s host; mkdir keep; : >swapping
      while true; do
        mv d keep/d; mv root d; mv d root
        mv up d; mv d up
        mv host d; mv d host
        mv keep/d d
      done
      """
          .formatted(outside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data/d", "/data/host"})
    void componentThatIsSwapped_neverLeadsOutside(String folder) throws Exception {
      String below = "/data/d" + outside + "/f";
      race(
          swapping(),
          i -> {
            switch (i % 5) {
              case 0 ->
                  assertThat(new String(files.read(folder + "/f"), UTF_8)).isEqualTo("inside\n");
              case 1 -> files.write(folder + "/g" + i % 10, "written".getBytes(UTF_8));
              case 2 -> assertThat(files.exists(below)).isFalse();
              case 3 -> files.write(below, "written".getBytes(UTF_8));
              default -> files.delete(folder + "/f.new");
            }
          });
    }

    @Test
    void treeThatIsSwapped_isNeverCopiedFromOutside(@TempDir Path copies) throws Exception {
      Path source = Files.writeString(copies.resolve("source"), "copied");
      race(
          swapping(),
          i -> {
            if (i % 2 == 0) {
              Path copy = copies.resolve("copy" + i);
              files.copyOut("/data/d/f", copy);
              assertThat(copy).hasContent("inside\n");
              Files.delete(copy);
            } else {
              files.copyIn(source, "/data/d/copied");
              files.delete("/data/d/copied");
            }
          });
    }

    @Test
    void directoryThatIsSwappedDuringACopy_isNotFollowed(@TempDir Path copies) throws Exception {
      race(
          """
          mkdir -p /data/t/d; echo inside >/data/t/d/f; ln -s %s /data/l; : >/data/swapping
          while true; do mv /data/t/d /data/k; mv /data/l /data/t/d; mv /data/t/d /data/l
            mv /data/k /data/t/d; done
          """
              .formatted(outside),
          i -> {
            Path copy = copies.resolve("copy" + i);
            files.copyOut("/data/t", copy);
            Path file = copy.resolve("d/f");
            if (!Files.isSymbolicLink(copy.resolve("d")) && Files.exists(file)) {
              assertThat(file).hasContent("inside\n");
            }
            remove(copy);
          });
    }

    @Test
    void fifoThatIsSwappedIn_neverMakesOneWait() throws Exception {
      race(
          """
          cd /data; mkfifo p || mknod p p; echo inside >k; : >swapping
          while true; do mv p f; mv f p; mv k f; mv f k; done
          """,
          i -> {
            if (i % 2 == 0) {
              assertThat(new String(files.read("/data/f"), UTF_8)).isIn("", "inside\n", "written");
            } else {
              files.write("/data/f", "written".getBytes(UTF_8));
            }
          });
    }

    @Test
    void endlessRenames_neverKeepOneForGood() throws Exception {
      attack(
          "mkdir /data/a; cd /data/a; l=; for i in $(seq 500); do l=$l/../a; done; ln -s .$l long");
      race(
          ": >/data/swapping; cd /data; mkdir x; while true; do mv x y; mv y x; done",
          i -> files.exists("/data/a/long"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/proc/1/root",
          "/proc/self/root",
          "/proc/1/cwd",
          "/proc/self/cwd",
          "/proc/thread-self/root"
        })
    void magicLink_isNotFollowed(String link) throws Exception {
      attack("ln -s " + link + " /data/link");
      String path = "/data/link" + outside + "/f";
      assertThatThrownBy(() -> files.read(path)).isInstanceOf(CaissonException.class);
      assertThatThrownBy(() -> files.write(path, new byte[1])).isInstanceOf(CaissonException.class);
      requireOutsideUntouched();
    }

    @Test
    void linksToTheHost_leadToWhereTheyLeadInside() throws Exception {
      attack("ln -s " + outside + " /data/abs; ln -s ../../../../.." + outside + " /data/rel");
      for (String link : new String[] {"/data/abs", "/data/rel"}) {
        assertThat(files.exists(link + "/f")).isFalse();
        assertThatThrownBy(() -> files.write(link + "/f", new byte[1]))
            .hasMessageContaining("ENOENT");
        assertThatThrownBy(() -> files.list(link)).hasMessageContaining("ENOENT");
      }
      assertThat(files.exists("/../../.." + outside)).isFalse();
      requireOutsideUntouched();
    }

    @Test
    void kernelsFiles_areNotTouched() throws Exception {
      attack("ln -s /proc/self/oom_score_adj /data/self; ln -s /proc/1/oom_score_adj /data/one");
      attack("ln -s /proc/sysrq-trigger /data/trigger; ln -s /proc/kmsg /data/log");
      for (String link : new String[] {"self", "one", "trigger", "log"}) {
        assertThatThrownBy(() -> files.write("/data/" + link, "0".getBytes(UTF_8)))
            .isInstanceOf(CaissonException.class);
        assertThatThrownBy(() -> files.read("/data/" + link)).isInstanceOf(CaissonException.class);
      }
      assertThatThrownBy(() -> files.read("/proc/version"))
          .hasMessageContaining("the kernel makes up");
      assertThatThrownBy(() -> files.copyOut("/proc", outside.resolve("proc")))
          .hasMessageContaining("neither a file nor");
      requireOutsideUntouched();
    }

    @Test
    void whatIsNoFile_isRefusedOrSkipped(@TempDir Path copies) throws Exception {
      attack(
          "cd /data; mkfifo p || mknod p p; echo x >f; ln -s /dev/zero zero; ln -s /dev/null null");
      for (String path : new String[] {"/data/p", "/data/zero", "/dev/null", "/data"}) {
        assertThatThrownBy(() -> files.read(path)).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> files.write(path, new byte[1]))
            .hasMessageContaining("not a regular file");
      }
      Path copy = copies.resolve("copy");
      Copied copied = files.copyOut("/data", copy);
      assertThat(copied.skipped()).containsExactly("/data/p");
      assertThat(copy.resolve("f")).hasContent("x");
      assertThat(files.copyOut("/", copies.resolve("all")).skipped())
          .contains("/proc", "/data/p")
          .noneMatch(path -> path.startsWith("//"));
      assertThatThrownBy(() -> files.copyOut("/data/p", copies.resolve("p")))
          .hasMessageContaining("neither a file nor");
    }

    @Test
    void hugeFile_stopsAtTheLimit(@TempDir Path copies) throws Exception {
      attack("mkdir /data/d; cd /data/d; dd if=/dev/zero of=f bs=1 count=1 seek=1000000000000");
      assertThatThrownBy(() -> files.read("/data/d/f")).hasMessageContaining("EFBIG");
      assertThatThrownBy(() -> files.read("/data/d/f", 0)).hasMessageContaining("EFBIG");
      CopyLimits limits = new CopyLimits(1 << 20, 10);
      for (String path : new String[] {"/data/d", "/data/d/f"}) {
        assertThatThrownBy(() -> files.copyOut(path, copies.resolve("copy"), limits))
            .hasMessageContaining("more than 1048576 bytes");
      }
      assertThat(copies).isEmptyDirectory();
    }

    @Test
    void fileThatGrows_stopsAtTheLimit() throws Exception {
      try (RunningCommand growing = container.exec("sh", "-c", "yes >/data/swapping").start()) {
        Await.until("growing", PATIENCE, () -> files.exists("/data/swapping"));
        for (int i = 0; i < 20; i++) {
          try {
            assertThat(files.read("/data/swapping", 1 << 20)).hasSizeLessThanOrEqualTo(1 << 20);
          } catch (CaissonException e) {
            assertThat(e).hasMessageContaining("EFBIG");
          }
        }
        assertThat(growing.pid()).isPositive();
      }
    }

    @Test
    void manyFiles_stopAtTheLimit(@TempDir Path copies) throws Exception {
      attack("cd /data; for i in $(seq 50); do : >f$i; done");
      CopyLimits limits = new CopyLimits(1 << 20, 20);
      assertThatThrownBy(() -> files.copyOut("/data", copies.resolve("copy"), limits))
          .isInstanceOf(CaissonException.class);
      assertThat(copies).isEmptyDirectory();
    }

    @Test
    void deepTree_isRefusedAndDeleted(@TempDir Path copies) throws Exception {
      attack("cd /data; mkdir t; cd t; for i in $(seq 2000); do mkdir d; cd d; done");
      assertThatThrownBy(() -> files.copyOut("/data/t", copies.resolve("copy")))
          .hasMessageContaining("more than 100 directories");
      assertThat(copies).isEmptyDirectory();
      assertThat(files.delete("/data/t")).isTrue();
      assertThat(files.exists("/data/t")).isFalse();
    }

    @Test
    void strangeNames_goBothWays(@TempDir Path copies) throws Exception {
      attack("cd /data; n=$(printf 'a\\nb\\377c'); echo odd >\"$n\"; echo u >ä; echo s >' -'");
      String odd = "a\nb\udcffc";
      assertThat(files.list("/data"))
          .extracting(FileEntry::name)
          .containsExactlyInAnyOrder(odd, "ä", " -");
      assertThat(new String(files.read("/data/" + odd), UTF_8)).isEqualTo("odd\n");
      files.copyOut("/data", copies.resolve("copy"));
      files.copyIn(copies.resolve("copy"), "/data/back");
      assertThat(new String(files.read("/data/back/" + odd), UTF_8)).isEqualTo("odd\n");
      assertThat(files.delete("/data/" + odd)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "..", "/data/..", "/data/.", "a\0b", "\ud800"})
    void pathThatNamesNothing_isTheCallersMistake(String path) throws Exception {
      assertThatIllegalArgumentException().isThrownBy(() -> files.delete(path));
      assertThatIllegalArgumentException().isThrownBy(() -> files.find(path));
      assertThatIllegalArgumentException().isThrownBy(() -> files.copyIn(outside, path));
      requireOutsideUntouched();
    }

    @Test
    void setuidBit_isNotCopied(@TempDir Path copies) throws Exception {
      attack("cp /bin/busybox /data/su; chmod 6777 /data/su");
      files.copyOut("/data/su", copies.resolve("su"));
      int mode = (int) Files.getAttribute(copies.resolve("su"), "unix:mode") & 07777;
      assertThat(mode).isEqualTo(0755);
    }

    @Test
    void deletion_stopsAtAMount() throws Exception {
      try (RunningContainer other =
              busybox("sleep", "60").mount(Mount.bind(outside, "/data/d/m")).start();
          ContainerFiles its = other.files()) {
        assertThat(new String(its.read("/data/d/m/f"), UTF_8)).isEqualTo("outside");
        assertThatThrownBy(() -> its.delete("/data/d")).hasMessageContaining("EXDEV");
        assertThatThrownBy(() -> its.delete("/data/d/m")).hasMessageContaining("EXDEV");
      }
      requireOutsideUntouched();
    }
  }
}
