package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.namespaces.Capability;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A command that reaches for what is beside its container: sockets, memory, the terminal. */
final class ReachAttackTest {

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

    @Test
    void terminalOfTheCaller_isTypedIntoOnlyByWhomAllIsAllowed() throws Exception {
      assertThat(typedIn(Terminal.class, rootFolder.toString(), "all")).contains("sti allowed\n");
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The main class of a JVM on a terminal, which its container inherits. */
  static final class Terminal {
    private Terminal() {}

    public static void main(String[] arguments) throws Exception {
      ContainerBuilder attack =
          Container.builder()
              .root(Root.directory(Path.of(arguments[0])))
              .stdin(Input.inherit())
              .command("reach", "type-in");
      if (arguments[1].equals("unfiltered")) {
        attack.withoutSeccomp();
      } else if (arguments[1].equals("all")) {
        attack.withoutSeccomp().users(Users.HOST).capabilities(Capability.SYS_ADMIN);
      } else if (arguments.length > 2) {
        attack.users(Users.valueOf(arguments[2]));
      }
      System.out.print(attack.run().stdout().text());
    }
  }

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @BeforeAll
    static void compile() throws Exception {
      BusyboxRoot.compile("reach", rootFolder);
    }

    private static Process outside(String... arguments) throws Exception {
      ProcessBuilder attack = new ProcessBuilder(arguments);
      attack.command().add(0, rootFolder.resolve("bin/reach").toString());
      return attack.redirectErrorStream(true).start();
    }

    private static String firstLine(Process process) throws Exception {
      return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    }

    private static void end(Process process) throws Exception {
      process.destroyForcibly().waitFor();
      process.getInputStream().close();
      process.getErrorStream().close();
      process.getOutputStream().close();
    }

    /** Returns what the attack says that a JVM runs on a terminal of its own. */
    static String typedIn(Class<?> main, String... arguments) throws Exception {
      String onTerminal = "set -- " + rootFolder.resolve("bin/reach") + " on-terminal \"$@\";";
      try (ChildJvm jvm = ChildJvm.start(onTerminal, List.of(), main, arguments)) {
        return jvm.result();
      }
    }

    @Test
    void abstractSocketOfThisMachine_isReachedOnlyThroughItsNetwork() throws Exception {
      String name = Marked.unique();
      Process service = outside("listen", name);
      try {
        assertThat(firstLine(service)).isEqualTo("listening");
        assertThat(said(busybox("reach", "connect", name))).isEqualTo("connect ECONNREFUSED\n");
        assertThat(said(busybox("reach", "connect", name).network(Network.HOST)))
            .isEqualTo("connect allowed\n");
      } finally {
        end(service);
      }
    }

    @Test
    void portOfThisMachine_isReachedOnlyThroughItsNetwork() throws Exception {
      try (ServerSocket service = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
        String attack = "nc -w 1 127.0.0.1 " + service.getLocalPort() + " </dev/null && echo in";
        assertThat(said(shell(attack))).doesNotContain("in\n").contains("refused");
        ContainerBuilder allowed = shell(attack).network(Network.HOST);
        try (RunningContainer container = allowed.start()) {
          service.accept().close();
          assertThat(container.waitFor().isSuccess()).isTrue();
        }
      }
    }

    @Test
    void sharedMemoryOfThisMachine_isNotFound() throws Exception {
      int key = 0x10000000 + Marked.unique().hashCode() / 16;
      try (RunningContainer other = shell("reach make-memory " + key + "; sleep 60").start()) {
        BufferedReader said = new BufferedReader(new InputStreamReader(other.stdout(), UTF_8));
        assertThat(said.readLine()).isEqualTo("memory allowed");
        assertThat(said(busybox("reach", "find-memory", "" + key))).isEqualTo("memory ENOENT\n");
        assertThat(other.exec("reach", "find-memory", "" + key).run().stdout().text())
            .isEqualTo("memory allowed\n");
      }
    }

    @Test
    void filesAndSocketsOfAnotherContainer_areNotFound() throws Exception {
      String name = Marked.unique();
      String script = "echo x > /dev/shm/x; echo x > /tmp/x; exec reach listen " + name;
      try (RunningContainer other = shell(script).start()) {
        BufferedReader said = new BufferedReader(new InputStreamReader(other.stdout(), UTF_8));
        assertThat(said.readLine()).isEqualTo("listening");
        assertThat(said(shell("reach connect " + name + "; ls /dev/shm /tmp | grep x")))
            .isEqualTo("connect ECONNREFUSED\n");
        assertThat(
                other
                    .exec("sh", "-c", "reach connect " + name + "; cat /dev/shm/x")
                    .run()
                    .stdout()
                    .text())
            .isEqualTo("connect allowed\nx\n");
      }
    }

    @Test
    void socketsThatReachTheMachine_areNotHad() throws Exception {
      // AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK of the kernel's include/linux/socket.h.
      assertThat(said(busybox("reach", "families")).lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("family (1|2|10|16) .*"))
          .noneMatch(line -> line.matches("family (2|10) type 3"));
      assertThat(said(busybox("reach", "families").withoutSeccomp()).lines())
          .anyMatch(line -> !line.matches("family (1|2|10|16) .*"));
    }

    @Test
    void terminalOfTheCaller_isNotTypedInto() throws Exception {
      String[] arguments =
          users().isPresent()
              ? new String[] {rootFolder.toString(), "default", users().get().name()}
              : new String[] {rootFolder.toString(), "default"};
      assertThat(typedIn(Terminal.class, arguments))
          .contains("sti EPERM\nsti-high EPERM\nlinux EPERM\nlinux-high EPERM\n", "echoed 0\n")
          .doesNotContain("allowed");
      // Without the filter, the session of its own is what stands between.
      assertThat(typedIn(Terminal.class, rootFolder.toString(), "unfiltered"))
          .contains("sti EPERM\nsti-high EPERM\n", "steal EPERM\n")
          .doesNotContain("allowed");
    }

    @Test
    void terminal_isTypedIntoByAProcessOfItsSession_whereTheKernelLetsIt() throws Exception {
      String program = rootFolder.resolve("bin/reach").toString();
      Process attack = outside("on-terminal", program, "type-in");
      String said = new String(attack.getInputStream().readAllBytes(), UTF_8);
      end(attack);
      assertThat(said).contains("tty allowed\n");
      // The kernel's Documentation/admin-guide/sysctl/kernel.rst: since 6.2 it can be forbidden.
      Path setting = Path.of("/proc/sys/dev/tty/legacy_tiocsti");
      boolean forbidden = Files.exists(setting) && Files.readString(setting).equals("0\n");
      if (!forbidden) {
        assertThat(said).contains("sti allowed\nsti-high allowed\n");
      }
    }
  }
}
