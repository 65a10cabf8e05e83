package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.Passed.Access;
import dev.caisson.error.CaissonException;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that a command is given by name. */
final class PassedTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path folder;

    private static ContainerBuilder two(ContainerBuilder builder) {
      return builder
          .descriptor("first", Passed.reading(Input.of("one\n")))
          .descriptor("second", Passed.reading(Input.of("two\n")));
    }

    @Test
    void descriptors_followTheStandardStreamsAndAreNamed() throws Exception {
      String script = "cat <&3; cat <&4; echo $LISTEN_FDS $LISTEN_FDNAMES $(($LISTEN_PID == $$))";
      assertThat(said(two(shell(script)))).isEqualTo("one\ntwo\n2 first:second 1\n");
      assertThat(said(two(shell(script)).withoutInit())).isEqualTo("one\ntwo\n2 first:second 1\n");
    }

    @Test
    void otherDescriptors_staySecret() throws Exception {
      try (OutputStream secret = Files.newOutputStream(folder.resolve("secret"))) {
        secret.write(1);
        for (boolean init : new boolean[] {true, false}) {
          ContainerBuilder builder = two(busybox("probe", "descriptors"));
          assertThat(said(init ? builder : builder.withoutInit())).isEqualTo("0\n1\n2\n3\n4\n");
        }
        assertThat(said(busybox("probe", "descriptors"))).isEqualTo("0\n1\n2\n");
        assertThat(two(busybox("probe", "descriptors")).terminal(80, 24).run().stdout().text())
            .isEqualTo("0\r\n1\r\n2\r\n3\r\n4\r\n");
      }
    }

    @Test
    void stream_canBeOpenedByItsPath() throws Exception {
      try (RunningContainer echo =
          shell("echo word >/dev/fd/3").descriptor("out", Passed.writing()).start()) {
        assertThat(echo.output("out").readAllBytes()).asString().isEqualTo("word\n");
      }
    }

    @Test
    void sixteen_areAllThere() throws Exception {
      ContainerBuilder builder =
          shell("for i in $(seq 3 9); do cat /proc/self/fd/$i; done; probe descriptors");
      for (int i = 0; i < 16; i++) {
        builder.descriptor("d" + i, Passed.reading(Input.of(i + "\n")));
      }
      String numbers =
          IntStream.range(0, 7).mapToObj(i -> i + "\n").collect(Collectors.joining())
              + IntStream.range(0, 19).mapToObj(i -> i + "\n").collect(Collectors.joining());
      assertThat(said(builder)).isEqualTo(numbers);
      assertThatIllegalStateException()
          .isThrownBy(() -> builder.descriptor("d16", Passed.writing()));
    }

    @Test
    void streams_goBothWays() throws Exception {
      try (RunningContainer cat =
          shell("cat <&3 >&4")
              .descriptor("in", Passed.reading(Input.pipe()))
              .descriptor("out", Passed.writing())
              .start()) {
        OutputStream in = cat.input("in");
        in.write("word".getBytes(StandardCharsets.UTF_8));
        in.close();
        assertThat(cat.output("out").readAllBytes()).asString().isEqualTo("word");
        assertThat(cat.waitFor().isSuccess()).isTrue();
        assertThatIllegalStateException()
            .isThrownBy(() -> cat.output("in"))
            .withMessage("descriptor in is not a pipe");
      }
    }

    @Test
    void files_areOpenedAsTheyWereToBe() throws Exception {
      Path read = Files.writeString(folder.resolve("read"), "content\n");
      Path write = Files.writeString(folder.resolve("write"), "12345");
      Path append = Files.writeString(folder.resolve("append"), "12345");
      Path both = Files.writeString(folder.resolve("both"), "12345");
      String script =
          "cat <&3; echo x >&3; echo a >&4; cat <&4; echo b >&5; head -c 2 <&6; echo c >&6";
      String said =
          said(
              shell(script)
                  .descriptor("read", Passed.file(read, Access.READ))
                  .descriptor("write", Passed.file(write, Access.WRITE))
                  .descriptor("append", Passed.file(append, Access.APPEND))
                  .descriptor("both", Passed.file(both, Access.READ_WRITE)));
      assertThat(said).startsWith("content\n").contains("12", "rror");
      assertThat(read).hasContent("content\n");
      assertThat(write).hasContent("a\n345");
      assertThat(append).hasContent("12345b\n");
      assertThat(both).hasContent("12c\n5");
    }

    @Test
    void whatIsNoFile_isRefusedAndLeavesNothing() throws Exception {
      ContainerBuilder folders =
          busybox("true")
              .descriptor("stream", Passed.writing())
              .descriptor("folder", Passed.file(folder, Access.READ));
      assertThatThrownBy(folders::start)
          .isInstanceOf(CaissonException.class)
          .hasMessageStartingWith("open " + folder + ": it is not a regular file");
      ContainerBuilder missing =
          busybox("true").descriptor("a", Passed.file(folder.resolve("no"), Access.READ));
      assertThatThrownBy(missing::run)
          .isInstanceOf(CaissonException.class)
          .hasMessageStartingWith("open " + folder.resolve("no") + ": ENOENT");
    }

    @Test
    void exec_hasItsOwnAlone() throws Exception {
      try (RunningContainer container =
          two(busybox("sleep", "600")).descriptor("third", Passed.writing()).start()) {
        ExecBuilder plain =
            container.exec("sh", "-c", "echo [$LISTEN_FDS$LISTEN_FDNAMES]; probe descriptors");
        assertThat(plain.run().stdout().text()).isEqualTo("[]\n0\n1\n2\n");
        ExecBuilder own =
            container
                .exec("sh", "-c", "echo $LISTEN_FDS $LISTEN_FDNAMES; cat <&3; probe descriptors")
                .descriptor("own", Passed.reading(Input.of("mine\n")));
        assertThat(own.run().stdout().text()).isEqualTo("1 own\nmine\n0\n1\n2\n3\n");
      }
    }

    @Test
    void badValues_areRefusedAtTheCall() {
      Passed passed = Passed.writing();
      for (String name : new String[] {"", "a:b", "a b", "\n", "\u00e4", "a".repeat(256)}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> busybox("a").descriptor(name, passed));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> Passed.reading(Input.inherit()));
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").descriptor("x", passed).descriptor("x", passed));
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").descriptor("x", passed).env("LISTEN_FDS", "1").build())
          .withMessageContaining("LISTEN_FDNAMES");
      assertThatIllegalStateException()
          .isThrownBy(() -> busybox("a").descriptor("x", passed).run())
          .withMessage("a stream is a pipe: use start()");
    }
  }
}
