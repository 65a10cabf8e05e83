package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caisson.error.Errno;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.seccomp.Abi;
import dev.caisson.namespaces.seccomp.ArgumentCondition;
import dev.caisson.namespaces.seccomp.SeccompAction;
import dev.caisson.namespaces.seccomp.SeccompFilter;
import dev.caisson.namespaces.seccomp.SeccompProfile;
import dev.caisson.namespaces.seccomp.SeccompRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Has the kernel run filters: a program installs one, and ends with the result of a call. */
class SeccompRunTest {

  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SIGSYS_ENDED = 128 + 31;
  private static final int CODE_OFFSET = 176;
  private static final int TCGETS = 0x5401;
  private static final int TIOCSTI = 0x5412;
  private static final long CLONE_NEWUSER = 0x10000000;

  private static final SeccompProfile ALL = SeccompProfile.of(SeccompAction.allow());
  private static final Set<Errno> ERRORS =
      EnumSet.of(Errno.EPERM, Errno.EBADF, Errno.ENOTTY, Errno.ESPIPE, Errno.ENOSYS, Errno.ENOMSG);

  @TempDir Path work;

  private final ProgramBuilder program = new ProgramBuilder();

  private void install(SeccompFilter filter) {
    program.add(
        Operation.of(
            "set no_new_privs",
            "",
            SystemCall.PRCTL,
            Operand.of(PR_SET_NO_NEW_PRIVS),
            Operand.of(1),
            Operand.of(0),
            Operand.of(0),
            Operand.of(0)));
    Operand instructions = program.bytes(filter.bytes(), "filter");
    program.add(
        Operation.of(
            "install",
            "filter",
            SystemCall.SECCOMP,
            Operand.of(SECCOMP_SET_MODE_FILTER),
            Operand.of(filter.flags()),
            program.structure("sock_fprog", Operand.of(filter.length()), instructions)));
  }

  private static int exitCode(Path file) throws IOException, InterruptedException {
    return new ProcessBuilder(file.toString()).inheritIO().start().waitFor();
  }

  private Path executable(String name, byte[] image) throws IOException {
    Path file = work.resolve(name);
    Files.write(file, image);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  /** Returns the low byte of what a call under the profile returned, or why it did not return. */
  private int result(SeccompProfile profile, SystemCall call, long... arguments)
      throws IOException, InterruptedException {
    install(profile.compile());
    Operand[] operands = new Operand[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      operands[i] = Operand.of(arguments[i]);
    }
    Slot result = program.slot("result");
    Errno[] errors = ERRORS.toArray(new Errno[0]);
    Operation tried = Operation.of("try", "", call, operands);
    program.add(tolerant(tried, errors).into(result));
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, result.value()));
    return exitCode(executable("program", image()));
  }

  private static Operation tolerant(Operation operation, Errno... errors) {
    return operation.tolerating(errors[0], errors);
  }

  private byte[] image() {
    return ElfImage.of(program.build(), Architecture.current(), 1);
  }

  private static int failed(Errno errno) {
    return 256 - errno.number();
  }

  @Test
  void allowedCall_isMade() throws Exception {
    assertThat(result(SeccompProfile.standard(), SystemCall.EVENTFD2, 0, 0)).isEqualTo(3);
  }

  @Test
  void errno_isTheCallsResult() throws Exception {
    SeccompRule rule = SeccompRule.of(SeccompAction.errno(Errno.ENOMSG), "eventfd2");
    SeccompProfile profile = SeccompProfile.of(SeccompAction.allow(), rule);
    assertThat(result(profile, SystemCall.EVENTFD2, 0, 0)).isEqualTo(failed(Errno.ENOMSG));
  }

  @Test
  void errnoZero_seemsASuccess() throws Exception {
    SeccompRule rule = SeccompRule.of(new SeccompAction.Fail(0), "eventfd2");
    assertThat(result(SeccompProfile.of(SeccompAction.allow(), rule), SystemCall.EVENTFD2, 0, 0))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL_PROCESS", "KILL_THREAD", "TRAP"})
  void killOrTrap_endsTheProcessBySigsys(SeccompAction.Simple action) throws Exception {
    SeccompProfile profile =
        SeccompProfile.of(SeccompAction.allow(), SeccompRule.of(action, "eventfd2"));
    assertThat(result(profile, SystemCall.EVENTFD2, 0, 0)).isEqualTo(SIGSYS_ENDED);
  }

  @Test
  void traceWithoutATracer_isAMissingCall() throws Exception {
    SeccompRule rule = SeccompRule.of(new SeccompAction.Trace(7), "eventfd2");
    assertThat(result(SeccompProfile.of(SeccompAction.allow(), rule), SystemCall.EVENTFD2, 0, 0))
        .isEqualTo(failed(Errno.ENOSYS));
  }

  @Test
  void notifyWithoutAListener_isAMissingCall() throws Exception {
    SeccompRule rule = SeccompRule.of(SeccompAction.notifySupervisor(), "eventfd2");
    assertThat(result(SeccompProfile.of(SeccompAction.allow(), rule), SystemCall.EVENTFD2, 0, 0))
        .isEqualTo(failed(Errno.ENOSYS));
  }

  @Test
  void log_makesTheCall() throws Exception {
    SeccompRule rule = SeccompRule.of(SeccompAction.log(), "eventfd2");
    assertThat(result(SeccompProfile.of(SeccompAction.allow(), rule), SystemCall.EVENTFD2, 0, 0))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "0x7fffffff, ESPIPE",
    "0xffffffff, ESPIPE",
    "0x100000000, ESPIPE",
    "0x100000001, EPERM",
    "0x200000000, EPERM",
    "0x7fffffffffffffff, EPERM"
  })
  void argument_isComparedIn64Bits(String offset, Errno errno) throws Exception {
    SeccompProfile profile =
        SeccompProfile.of(
            SeccompAction.allow(),
            SeccompRule.of(
                SeccompAction.errno(Errno.EPERM),
                "lseek",
                ArgumentCondition.greaterThan(1, 0x1_0000_0000L)));
    assertThat(pipedResult(profile, Long.decode(offset))).isEqualTo(failed(errno));
  }

  /** Returns the result of lseek on a pipe. */
  private int pipedResult(SeccompProfile profile, long offset) throws Exception {
    Operand.Address ends = program.words("ends", 0);
    program.add(Operation.of("pipe", "", SystemCall.PIPE2, ends, Operand.of(0)));
    return result(profile, SystemCall.LSEEK, 3, offset, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {TIOCSTI, 0x1_0000_0000L | TIOCSTI, 0xffff_ffff_0000_0000L | TIOCSTI})
  void tiocsti_isForbidden_whateverTheUpperHalfOfTheCommand(long command) throws Exception {
    assertThat(result(SeccompProfile.standard(), SystemCall.IOCTL, 99, command, 0))
        .isEqualTo(failed(Errno.EPERM));
  }

  @Test
  void otherIoctl_reachesTheKernel() throws Exception {
    assertThat(result(SeccompProfile.standard(), SystemCall.IOCTL, 99, TCGETS, 0))
        .isEqualTo(failed(Errno.EBADF));
  }

  @Test
  void unshare_isForbidden() throws Exception {
    assertThat(result(SeccompProfile.standard(), SystemCall.UNSHARE, CLONE_NEWUSER))
        .isEqualTo(failed(Errno.EPERM));
  }

  @Test
  void clone3_isMissing_soThatProgramsFallBack() throws Exception {
    assertThat(result(SeccompProfile.standard(), SystemCall.CLONE3, 0, 0))
        .isEqualTo(failed(Errno.ENOSYS));
  }

  @Test
  void execve_keepsTheFilter() throws Exception {
    install(SeccompProfile.standard().compile());
    assertThat(execute("/bin/sh", "-c", "unshare -U true 2>/dev/null; exit $?")).isEqualTo(1);
  }

  private int execute(String... command) throws Exception {
    program.add(
        Operation.of(
            "execute",
            command[0],
            SystemCall.EXECVE,
            program.string(command[0]),
            program.strings(List.of(command)),
            program.strings(List.of("PATH=/usr/bin:/bin"))));
    return exitCode(executable("executing", image()));
  }

  /** Returns an executable of this machine code alone, which exits with 0 where it is let. */
  private Path code(String name, String hex) throws IOException {
    byte[] image = ElfImage.of(new ProgramBuilder().build(), Architecture.X86_64, 1);
    byte[] code = HexFormat.of().parseHex(hex.replace(" ", "") + "31ffb8e70000000f05");
    System.arraycopy(code, 0, image, CODE_OFFSET, code.length);
    return executable(name, image);
  }

  @Test
  @EnabledOnOs(architectures = "amd64")
  void call32Bit_endsTheProcess_unlessItsAbiIsAllowed() throws Exception {
    // mov $20 (getpid), %eax; int $0x80
    Path caller = code("int80", "b814000000 cd80");
    assumeTrue(exitCode(caller) == 0, "the kernel has no 32-bit calls");
    assertThat(under(SeccompProfile.standard(), caller)).isEqualTo(SIGSYS_ENDED);
    assertThat(under(SeccompProfile.standard().allowing(Abi.X86), caller)).isZero();
    assertThat(under(ALL.withForeignAction(SeccompAction.errno(Errno.ENOSYS)), caller)).isZero();
  }

  @Test
  @EnabledOnOs(architectures = "amd64")
  void callX32_endsTheProcess_unlessItsAbiIsAllowed() throws Exception {
    // mov $0x40000027 (getpid), %eax; syscall
    Path caller = code("x32", "b827000040 0f05");
    assertThat(exitCode(caller)).isZero();
    assertThat(under(SeccompProfile.standard(), caller)).isEqualTo(SIGSYS_ENDED);
    assertThat(under(ALL, caller)).isEqualTo(SIGSYS_ENDED);
    assertThat(under(SeccompProfile.standard().allowing(Abi.X32), caller)).isZero();
  }

  private int under(SeccompProfile profile, Path command) throws Exception {
    SeccompRunTest run = new SeccompRunTest();
    run.work = work;
    run.install(profile.compile());
    return run.execute(command.toString());
  }
}
