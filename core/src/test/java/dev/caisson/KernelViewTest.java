package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisson.error.CommandException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of a container's namespaces, and paths that are hidden or read-only in it. */
final class KernelViewTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {
    @Test
    void parametersOfARootThatIsNotMapped_areRefusedOrSet() throws Exception {
      ContainerBuilder worker =
          busybox("cat", "/proc/sys/kernel/msgmax").user("worker").sysctl("kernel.msgmax", "5000");
      try {
        assertThat(said(worker)).isEqualTo("5000\n");
      } catch (SystemCallException e) {
        assertThat(e.is(Errno.EACCES)).isTrue();
        assertThat(e.remedy()).hasValueSatisfying(r -> assertThat(r).contains("root"));
      }
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final List<Path> OF_THE_MACHINE =
        List.of(
            Path.of("/proc/sys/kernel/core_pattern"),
            Path.of("/proc/sys/kernel/domainname"),
            Path.of("/proc/sys/kernel/msgmax"),
            Path.of("/proc/sys/kernel/sem"),
            Path.of("/proc/sys/net/ipv4/ip_forward"),
            Path.of("/proc/sys/net/ipv4/ip_local_port_range"));

    @TempDir Path folder;
    private final List<String> before = new ArrayList<>();

    private static List<String> ofTheMachine() throws Exception {
      List<String> values = new ArrayList<>();
      for (Path file : OF_THE_MACHINE) {
        values.add(Files.readString(file));
      }
      return values;
    }

    @BeforeEach
    void readTheMachines() throws Exception {
      before.addAll(ofTheMachine());
    }

    @AfterEach
    void theMachines_areAsTheyWere() throws Exception {
      assertThat(ofTheMachine()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
      "net.ipv4.ip_forward, 1",
      "net.ipv4.ip_local_port_range, 40000 41000",
      "net.ipv4.conf.lo.rp_filter, 2",
      "net.ipv4.ping_group_range, 0 0",
      "kernel.domainname, example.org",
      "kernel.msgmax, 5000",
      "kernel.sem, 100 200 30 40",
      "kernel.shmmax, 123456",
      "kernel.shm_rmid_forced, 1",
      "fs.mqueue.msg_max, 7",
    })
    void parameter_isThatOfTheContainerAlone(String name, String value) throws Exception {
      String file = "/proc/sys/" + name.replace('.', '/');
      assertThat(said(busybox("cat", file).sysctl(name, value)).replace('\t', ' '))
          .isEqualTo(value + "\n");
    }

    @Test
    void parameters_areSetTogether_andCanNotBeChangedInside() throws Exception {
      assertThat(
              said(
                  shell(
                          "cd /proc/sys; cat net/ipv4/ip_forward kernel/msgmni; (echo 0 > net/ipv4/ip_forward) && echo changed")
                      .sysctl("net.ipv4.ip_forward", "1")
                      .sysctl("kernel.msgmni", "99")))
          .startsWith("1\n99\n")
          .doesNotContain("changed");
    }

    @ParameterizedTest
    @CsvSource({
      "net.ipv4.no_such, 1, ENOENT",
      "net.core.no.such, 1, ENOENT",
      "net, 1, IAE",
      "net.ipv4, 1, EISDIR",
      "net.ipv4.ip_forward, many, EINVAL",
      "net.ipv4.ip_forward, 1 2, EINVAL",
      "net.ipv4.ip_local_port_range, 5 4, EINVAL",
      "kernel.msgmax, -1, EINVAL",
    })
    void valueThatTheKernelRefuses_isSaid(String name, String value, String error) {
      if (error.equals("IAE")) {
        assertThatIllegalArgumentException().isThrownBy(() -> busybox("true").sysctl(name, value));
        return;
      }
      SystemCallException e =
          catchThrowableOfType(
              SystemCallException.class, () -> busybox("true").sysctl(name, value).run());
      assertThat(e).hasMessageStartingWith("set sysctl " + name + "=" + value + ": " + error);
      assertThat(e.remedy()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "kernel.core_pattern",
          "kernel.hostname",
          "kernel.msgmax.x",
          "kernel.panic",
          "vm.drop_caches",
          "fs.file-max",
          "fs.mqueue",
          "net.",
          ".net.x",
          "net..x",
          "net/ipv4/ip_forward",
          "net.ipv4/../../kernel/core_pattern",
          "net.\0",
          ""
        })
    void parameterThatIsNoNamespaces_isRefusedAtTheCall(String name) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Container.builder().sysctl(name, "1"))
          .withMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1\n2", "1\0", "é", "1\r"})
    void valueOfMoreThanALine_isRefusedAtTheCall(String value) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Container.builder().sysctl("net.ipv4.ip_forward", value));
    }

    @Test
    void valueWithAnotherParameterInIt_isOneValue() {
      SystemCallException e =
          catchThrowableOfType(
              SystemCallException.class,
              () ->
                  busybox("true")
                      .sysctl("kernel.shm_rmid_forced", "1+kernel.core_pattern=|/evil")
                      .run());
      assertThat(e.is(Errno.EINVAL)).isTrue();
    }

    @Test
    void parameterOfASharedNamespace_isRefusedAtTheCall() throws Exception {
      assertThatIllegalStateException()
          .isThrownBy(
              () -> Container.builder().network(Network.HOST).sysctl("net.ipv4.ip_forward", "1"))
          .withMessageContaining("shared");
      assertThatIllegalStateException()
          .isThrownBy(
              () -> Container.builder().sysctl("net.ipv4.ip_forward", "1").network(Network.HOST))
          .withMessageContaining("shared");
      assertThat(
              said(
                  busybox("cat", "/proc/sys/kernel/msgmax")
                      .network(Network.HOST)
                      .sysctl("kernel.msgmax", "5000")))
          .isEqualTo("5000\n");
      assertThatIllegalStateException()
          .isThrownBy(
              () -> Container.builder().sysctl("kernel.sem", "1").sysctl("kernel.sem", "2"));
    }

    @Test
    void maskedPaths_areEmptyAndReadOnly() throws Exception {
      Files.writeString(folder.resolve("secret"), "secret\n");
      Files.createDirectories(folder.resolve("keys/deep"));
      Files.writeString(folder.resolve("other"), "hidden by its link\n");
      Files.createSymbolicLink(folder.resolve("link"), Path.of("other"));
      String script =
          "cat /data/secret /data/other /proc/version; ls /data/keys;"
              + " (echo x > /data/secret); (echo x > /data/keys/new); echo end";
      String said =
          said(
              shell(script)
                  .mount(Mount.bind(folder, "/data"))
                  .maskedPaths("/data/secret", "/data/keys", "/data/link", "/proc/version")
                  .maskedPaths("/no/such", "/etc/passwd/below", "/data/keys"));
      assertThat(said)
          .doesNotContain("secret\n")
          .doesNotContain("deep")
          .doesNotContain("hidden")
          .doesNotContain("Linux version")
          .contains("Read-only file system", "end\n");
      assertThat(folder.resolve("secret")).hasContent("secret\n");
      assertThat(folder.resolve("keys/new")).doesNotExist();
    }

    @Test
    void maskedPaths_areHiddenFromLaterCommandsToo() throws Exception {
      try (RunningContainer container = busybox("sleep", "60").maskedPaths("/etc").start()) {
        assertThat(container.exec("ls", "/etc").run().stdout().text()).isEmpty();
      }
    }

    @Test
    void defaultMasks_areThere_thoughOthersAreAdded() throws Exception {
      assertThat(
              said(
                  shell("wc -c < /proc/interrupts; cat /proc/version")
                      .maskedPaths("/proc/version")))
          .isEqualTo("0\n");
      assertThat(
              said(
                  shell("cat /proc/version; wc -c < /proc/interrupts")
                      .unmaskedProc()
                      .maskedPaths("/proc/version")))
          .doesNotContain("Linux")
          .isNotEqualTo("0\n");
    }

    @Test
    void readOnlyPaths_refuseEveryChange() throws Exception {
      Files.createFile(folder.resolve("file"));
      String script =
          "for path in /data/new /tmp/new /etc/passwd /data/tmpfs/new /root/new; do"
              + " (echo x > $path) 2>/dev/null && echo $path; done";
      assertThat(
              said(
                  shell(script)
                      .mount(Mount.bind(folder, "/data"))
                      .mount(Mount.tmpfs("/data/tmpfs"))
                      .readOnlyPaths("/data", "/etc/passwd", "/root", "/none", "/etc/passwd/x")))
          .isEqualTo("/tmp/new\n");
      assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void systemFolders_mayBeHiddenOrReadOnlyAsAWhole() throws Exception {
      assertThat(said(shell("ls /proc /dev; echo end").maskedPaths("/proc", "/dev")))
          .isEqualTo("/dev:\n\n/proc:\nend\n");
      assertThat(
              said(
                  shell(
                          "echo x > /dev/null; (: <> /dev/ptmx) && echo opened;"
                              + " (echo x > /dev/shm/x); (echo 1 > /proc/self/oom_score_adj)")
                      .readOnlyPaths("/proc", "/dev")))
          .startsWith("opened\n")
          .containsPattern("(?s)Read-only.*Read-only");
    }

    @Test
    void commandThatIsHidden_isNotFound() {
      assertThatThrownBy(() -> busybox("true").maskedPaths("/bin").run())
          .isInstanceOf(CommandException.class);
    }

    @Test
    void workingDirectoryInAReadOnlyPath_isMade() throws Exception {
      assertThat(said(busybox("pwd").workingDirectory("/new/place").readOnlyPaths("/new")))
          .isEqualTo("/new/place\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "etc", "", "/etc/../x", "/./etc", "/\0"})
    void pathThatIsNotPlain_isRefusedAtTheCall(String path) {
      assertThatIllegalArgumentException().isThrownBy(() -> Container.builder().maskedPaths(path));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Container.builder().readOnlyPaths(path));
    }
  }
}
