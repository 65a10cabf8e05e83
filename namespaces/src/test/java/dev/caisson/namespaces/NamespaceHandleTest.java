package dev.caisson.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pidfd;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class NamespaceHandleTest {

  private static final long OWN = ProcessHandle.current().pid();

  @TempDir Path folder;

  private static void assertFails(Errno errno, String message, ThrowingCallable call) {
    assertThatExceptionOfType(SystemCallException.class)
        .isThrownBy(call)
        .matches(e -> e.is(errno), errno.toString())
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @EnumSource
  void everyWay_opensTheSameNamespace(NamespaceLink link) throws Exception {
    Path path = Path.of("/proc/self/ns", link.kernelName());
    String expected = Files.readSymbolicLink(path).toString();
    try (OpenProcess self = OpenProcess.of(OWN);
        NamespaceHandle byPath = NamespaceHandle.ofPath(path, link.kind());
        NamespaceHandle byRequest = self.open(link);
        NamespaceHandle byProc = self.findByPath(link).orElseThrow();
        NamespaceHandle byPidfd = NamespaceHandle.ofProcess(self.pidfd(), link);
        NamespaceHandle byHandle = NamespaceHandle.ofProcess(ProcessHandle.current(), link);
        NamespaceHandle byFd = NamespaceHandle.ofDescriptor(byPath.fd());
        NamespaceHandle byOwnPath = NamespaceHandle.ofPath(byPath.path())) {
      assertThat(byPath).hasToString(expected);
      for (NamespaceHandle handle :
          new NamespaceHandle[] {byRequest, byProc, byPidfd, byHandle, byFd, byOwnPath}) {
        assertThat(handle.id()).isEqualTo(byPath.id());
        assertThat(handle.kind()).isEqualTo(link.kind());
      }
      assertThat(byPath.id().device()).isEqualTo(Files.getAttribute(path, "unix:dev"));
    }
  }

  @Test
  void processThatHasGone_isSaid() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try (Pidfd pidfd = Pidfd.of(process.pid()).orElseThrow()) {
      ProcessHandle handle = process.toHandle();
      process.destroyForcibly().waitFor();
      NamespaceLink net = NamespaceLink.NET;
      String gone = "the process has ended";
      assertFails(Errno.ESRCH, gone, () -> NamespaceHandle.ofProcess(handle, net).close());
      assertFails(Errno.ESRCH, gone, () -> NamespaceHandle.ofProcess(pidfd, net).close());
      OpenProcess opened = new OpenProcess(pidfd, "process");
      assertFails(Errno.ESRCH, gone, () -> opened.findByPath(net));
    }
  }

  @Test
  void processThatHasEndedAndIsNotReaped_isGone() throws Exception {
    // It ends only once its parent is one that reaps nothing.
    String script =
        "(until grep -qx sleep /proc/$$/comm; do sleep 0.01; done) & echo $!; exec sleep 60";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try {
      long zombie = Long.parseLong(parent.inputReader().readLine());
      while (!Files.readString(Path.of("/proc", "" + zombie, "stat")).contains(") Z ")) {
        Thread.sleep(1);
      }
      String message = "net namespace of process " + zombie;
      assertFails(
          Errno.ESRCH, message, () -> NamespaceHandle.ofProcess(zombie, Namespace.NET).close());
      try (OpenProcess opened = OpenProcess.of(zombie)) {
        assertFails(
            Errno.ESRCH, "the process has ended", () -> opened.findByPath(NamespaceLink.NET));
      }
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void numberThatIsNoPid_isTheCallersMistake() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamespaceHandle.ofProcess(0, Namespace.NET).close())
        .withMessage("pid < 1: 0");
  }

  @Test
  void anotherKindThanAskedFor_isRefused() {
    assertFails(
        Errno.EINVAL,
        "open net namespace /proc/self/ns/uts: EINVAL (invalid argument); it is a uts namespace",
        () -> NamespaceHandle.ofPath(Path.of("/proc/self/ns/uts"), Namespace.NET).close());
  }

  @Test
  void whatIsNoNamespace_isRefused_andNotOpened() throws Exception {
    Path fifo = folder.resolve("fifo");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    for (Path path : new Path[] {fifo, folder, Path.of("/dev/null"), Path.of("/proc/self/stat")}) {
      assertFails(
          Errno.ENOTTY, "this file is no namespace", () -> NamespaceHandle.ofPath(path).close());
    }
    try (Fd file = Memfd.open("none")) {
      assertFails(
          Errno.ENOTTY,
          "this file is no namespace",
          () -> NamespaceHandle.ofDescriptor(file).close());
    }
    assertFails(
        Errno.ENOENT, "missing", () -> NamespaceHandle.ofPath(folder.resolve("missing")).close());
  }

  @RootlessTest
  void processOfAnother_mayNotBeLookedAt() {
    assertFails(
        Errno.EACCES,
        "open net namespace of process 1: EACCES (permission denied); this takes the same user",
        () -> NamespaceHandle.ofProcess(1, Namespace.NET).close());
    assertFails(Errno.EACCES, "CAP_SYS_PTRACE", () -> ProcessNamespaces.of(1));
  }

  @Test
  void parent_isOfPidAndUserOnly() throws Exception {
    try (NamespaceHandle net = NamespaceHandle.ofCurrentThread(Namespace.NET)) {
      assertThatIllegalStateException()
          .isThrownBy(net::parent)
          .withMessage("a net namespace has no parent");
    }
  }

  @Test
  void handle_isClosedTwice_andNotUsedAfterwards() throws CaissonException {
    NamespaceHandle net = NamespaceHandle.ofCurrentThread(Namespace.NET);
    net.close();
    net.close();
    assertThatIllegalStateException().isThrownBy(net::info);
  }

  @Test
  void ownNamespaces_areListedByAllLinks() throws Exception {
    ProcessNamespaces own = ProcessNamespaces.of(OWN);
    assertThat(own.links().keySet()).containsExactly(NamespaceLink.values());
    for (NamespaceLink link : NamespaceLink.values()) {
      Path path = Path.of("/proc/self/ns", link.kernelName());
      NamespaceInfo info = own.find(link).orElseThrow();
      assertThat(info).hasToString(Files.readSymbolicLink(path).toString());
      assertThat(info.ownerUid().isPresent()).isEqualTo(link == NamespaceLink.USER);
    }
    assertThat(own.sharedWith(ProcessNamespaces.of(ProcessHandle.current())))
        .containsExactly(Namespace.values());
  }

  @Test
  void namespacesOfAChild_areListedWithOwnerAndParent() throws Exception {
    ProcessNamespaces own = ProcessNamespaces.of(OWN);
    Process child =
        new ProcessBuilder("unshare", "-r", "-U", "-n", "-p", "sh", "-c", "echo; exec sleep 60")
            .start();
    try {
      child.inputReader().readLine();
      ProcessNamespaces its = ProcessNamespaces.of(child.toHandle());
      assertThat(own.sharedWith(its)).doesNotContain(Namespace.USER, Namespace.NET).hasSize(6);
      NamespaceInfo user = its.find(NamespaceLink.USER).orElseThrow();
      assertThat(user.parent()).isEqualTo(own.find(NamespaceLink.USER).map(NamespaceInfo::id));
      assertThat(its.find(NamespaceLink.NET).flatMap(NamespaceInfo::owner)).contains(user.id());
      Optional<NamespaceInfo> next = its.find(NamespaceLink.PID_FOR_CHILDREN);
      assertThat(next.flatMap(NamespaceInfo::parent))
          .isEqualTo(own.find(NamespaceLink.PID).map(NamespaceInfo::id));
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
