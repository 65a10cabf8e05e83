package dev.caisson.launch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.error.Errno;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.SystemCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs programs as the kernel runs them, without a container: each writes to standard output, and a
 * failed operation is reported there too.
 */
abstract class ProgramContract {

  private static final int STDOUT = 1;
  private static final int AT_FDCWD = -100;

  private final ProgramBuilder program = new ProgramBuilder();

  @TempDir Path work;

  abstract Architecture architecture();

  abstract List<String> emulator();

  /** What a program came to; each byte of its output is a character. */
  private record Outcome(int exitCode, String output) {}

  private Outcome run() throws IOException, InterruptedException {
    Path file = work.resolve("program");
    Files.write(file, ElfImage.of(program.build(), architecture(), STDOUT));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(emulator());
    command.add(file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    return new Outcome(process.waitFor(), output);
  }

  private void say(String text) {
    program.add(
        Operation.of(
            "say",
            text,
            SystemCall.WRITE,
            Operand.of(STDOUT),
            program.string(text),
            Operand.of(text.length())));
  }

  private void exit(int status) {
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(status)));
  }

  private Operation openMissing() {
    return Operation.of(
        "open",
        "/no/such/file",
        SystemCall.OPENAT,
        Operand.of(AT_FDCWD),
        program.string("/no/such/file"),
        Operand.of(0),
        Operand.of(0));
  }

  @Test
  void operations_runInOrder() throws Exception {
    say("one ");
    say("two");
    exit(7);
    assertThat(run()).satisfies(o -> assertThat(o.output()).isEqualTo("one two"));
    assertThat(run().exitCode()).isEqualTo(7);
  }

  @Test
  void result_isUsedByALaterOperation() throws Exception {
    Slot length = program.slot("length");
    program.add(
        Operation.of(
                "say",
                "abc",
                SystemCall.WRITE,
                Operand.of(STDOUT),
                program.string("abc"),
                Operand.of(3))
            .into(length));
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, length.value()));
    assertThat(run().exitCode()).isEqualTo(3);
  }

  @Test
  void failure_isReportedWithOperationAndErrno_andEndsTheProgram() throws Exception {
    say("before");
    program.add(openMissing());
    say("after");
    Outcome outcome = run();
    assertThat(outcome.exitCode()).isEqualTo(127);
    assertThat(outcome.output()).hasSize("before".length() + Status.BYTES);
    ByteBuffer record =
        ByteBuffer.wrap(outcome.output().getBytes(ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN);
    record.position("before".length());
    assertThat(ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.getLong()))
        .isEqualTo(1);
    assertThat(record.getLong()).isEqualTo(-Errno.ENOENT.number());
  }

  @Test
  void toleratedFailure_goesOn_andItsResultIsKept() throws Exception {
    Slot result = program.slot("result");
    Label expected = program.label("expected");
    program.add(openMissing().tolerating(Errno.EACCES, Errno.ENOENT).into(result));
    program.add(
        Operation.jumpIfEqual(result.value(), Operand.of(-Errno.ENOENT.number()), expected));
    exit(1);
    program.bind(expected);
    exit(0);
    assertThat(run()).satisfies(o -> assertThat(o.exitCode()).isZero());
  }

  @Test
  void otherFailureThanTolerated_isReported() throws Exception {
    program.add(openMissing().tolerating(Errno.EACCES));
    assertThat(run().exitCode()).isEqualTo(127);
  }

  @Test
  void branch_isTakenOnEqualityOnly() throws Exception {
    Label wrong = program.label("wrong");
    Label right = program.label("right");
    program.add(Operation.jumpIfEqual(Operand.of(-1), Operand.of(1), wrong));
    program.add(Operation.jumpIfEqual(Operand.of(1L << 40), Operand.of(1L << 40), right));
    program.bind(wrong);
    say("wrong");
    exit(1);
    program.bind(right);
    say("right");
    exit(0);
    assertThat(run().output()).isEqualTo("right");
  }

  @Test
  void loop_countsThroughALabelBehind() throws Exception {
    // write(2) returns 1 each time, so reading the pipe's end is what ends the loop.
    Operand.Address ends = program.words("ends", 0);
    program.add(Operation.of("pipe", "", SystemCall.PIPE2, ends, Operand.of(04000)));
    Label again = program.label("again");
    Label full = program.label("full");
    Slot written = program.slot("written");
    program.bind(again);
    program.add(
        Operation.of(
                "fill pipe",
                "",
                SystemCall.WRITE,
                Operand.of(4),
                program.bytes(new byte[4096], "page"),
                Operand.of(4096))
            .tolerating(Errno.EAGAIN)
            .into(written)
            .jumpOn(-Errno.EAGAIN.number(), full));
    program.add(Operation.jump(again));
    program.bind(full);
    say("full");
    exit(0);
    assertThat(run().output()).isEqualTo("full");
  }

  @Test
  void fiveArguments_arriveInOrder() throws Exception {
    Operand.Address time = program.words("{0, 0}", 0, 0);
    Operand.Address polled = program.words("{1, POLLOUT}", STDOUT | 4L << Integer.SIZE);
    Slot ready = program.slot("ready");
    program.add(
        Operation.of(
                "poll",
                "",
                SystemCall.PPOLL,
                polled,
                Operand.of(1),
                time,
                Operand.of(0),
                Operand.of(8))
            .into(ready));
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, ready.value()));
    assertThat(run().exitCode()).isEqualTo(1);
  }

  @Test
  void pointersInData_areAddresses() throws Exception {
    Operand arguments = program.strings(List.of("/bin/sh", "-c", "printf %s \"$0$A\"", "zero"));
    Operand environment = program.strings(List.of("A=a"));
    program.add(
        Operation.of(
            "execute",
            "/bin/sh",
            SystemCall.EXECVE,
            program.string("/bin/sh"),
            arguments,
            environment));
    assertThat(run().output()).isEqualTo("zeroa");
  }

  @Test
  void programOfManyPages_isMappedWhole() throws Exception {
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 'x');
    program.add(
        Operation.of(
            "say",
            "much",
            SystemCall.WRITE,
            Operand.of(STDOUT),
            program.bytes(large, "much"),
            Operand.of(large.length)));
    exit(0);
    assertThat(run().output()).hasSize(large.length).doesNotContain("y");
  }
}
