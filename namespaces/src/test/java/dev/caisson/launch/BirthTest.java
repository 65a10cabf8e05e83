package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import dev.caisson.linux.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Births whose records come in any order that two processes can write them in. */
@Timeout(30)
class BirthTest {

  private static final int EXIT_CODE_7 = 7 << 8;

  private final ProgramBuilder program = new ProgramBuilder();
  private Pipe status;
  private Pipe control;
  private FdChannel statuses;
  private FdChannel controls;
  private Birth<FirstProcess> birth;

  @BeforeEach
  void openPipes() throws CaissonException {
    status = Pipe.open();
    control = Pipe.open();
    statuses = new FdChannel(Fd.duplicate(status.read().number()), 256);
  }

  @AfterEach
  void closeAll() throws CaissonException {
    birth.abandon();
    controls.close();
    status.close();
    control.close();
    statuses.close();
  }

  private Birth<FirstProcess> birth() throws CaissonException {
    controls = new FdChannel(Fd.duplicate(control.write().number()), 256);
    birth =
        new Birth<>(
            spawn(),
            statuses,
            (child, pidfd, early) -> new FirstProcess(child, pidfd, statuses, early, controls),
            this::failure);
    return birth;
  }

  private CaissonException failure(StatusRecord record) {
    int index = ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.code());
    Operation operation = program.build().operations().get(index);
    return Failure.of(operation, Math.toIntExact(-record.value()), List.of(), false);
  }

  /** Starts a process that ends at once. */
  private static Child spawn() throws CaissonException {
    ProgramBuilder exit = new ProgramBuilder();
    exit.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
    byte[] image = ElfImage.of(exit.build(), Architecture.current(), 1);
    try (Fd file = Memfd.sealed("test", image)) {
      return Spawn.start(file, "test", List.of());
    }
  }

  private void report(long code, long value) throws CaissonException {
    byte[] record = new byte[Status.BYTES];
    ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putLong(code).putLong(value);
    try (FdChannel channel = new FdChannel(Fd.duplicate(status.write().number()), 256)) {
      channel.write(record, 0, record.length);
    }
  }

  private void reportForked() throws CaissonException {
    report(Status.FORKED.code(), spawn().pid());
  }

  @Test
  void payloadThatEndsBeforeTheStageReports_keepsItsExitCode() throws Exception {
    report(Status.STARTED.code(), 0);
    report(Status.ENDED.code(), EXIT_CODE_7);
    reportForked();
    status.write().close();
    try (FirstProcess process = birth().started()) {
      assertThat(process.reap().payload().orElseThrow().exitCode()).hasValue(7);
    }
  }

  @Test
  void recordsInTheOrdinaryOrder_giveTheExitCode() throws Exception {
    reportForked();
    report(Status.STARTED.code(), 0);
    report(Status.ENDED.code(), EXIT_CODE_7);
    status.write().close();
    try (FirstProcess process = birth().started()) {
      assertThat(process.reap().payload().orElseThrow().exitCode()).hasValue(7);
    }
  }

  @Test
  void endThatNobodyReports_isNoEndOfTheCommand() throws Exception {
    reportForked();
    report(Status.STARTED.code(), 0);
    status.write().close();
    try (FirstProcess process = birth().started()) {
      assertThat(process.reap().payload()).isEmpty();
    }
  }

  @Test
  void failureOfTheFirstProcess_thatComesBeforeTheStageReports_isThrown() throws Exception {
    program.add(Operation.of("mount proc on", "/proc", SystemCall.MOUNT));
    byte[] image = ElfImage.of(program.build(), Architecture.current(), 1);
    long address = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong(0x200);
    report(address, -Errno.EBUSY.number());
    reportForked();
    status.write().close();
    assertThatThrownBy(() -> birth().started())
        .isInstanceOf(SystemCallException.class)
        .hasMessageStartingWith("mount proc on /proc: EBUSY");
  }

  @Test
  void stageThatEndsWithoutAWord_isAnError() throws Exception {
    status.write().close();
    assertThatThrownBy(() -> birth().started())
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("the stage was ended by exit code 0");
  }

  @Test
  void interrupt_whileThePayloadIsAwaited_leavesNothing() throws Exception {
    reportForked();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> birth().started()).isInstanceOf(InterruptedException.class);
  }
}
