package dev.caisson.launch;

import dev.caisson.launch.Descriptors.Role;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Capability;
import java.util.EnumSet;

/**
 * The container's PID 1 once the payload runs: it reaps what dies, forwards signals, reports the
 * payload's end, and dies with the JVM. It keeps nothing but CAP_KILL, and cannot be traced.
 */
final class InitPhase {

  private static final int SIGCHLD = 17;
  private static final int SIGNAL_SET_BYTES = 8;
  private static final int SIGNAL_RECORD_BYTES = 128;
  private static final int SIG_BLOCK = 0;
  private static final int SFD_CLOEXEC = 02000000;
  private static final int WNOHANG = 1;
  private static final int ANY_CHILD = -1;
  private static final int WALL = 0x40000000;
  private static final long POLLIN = 1L << Integer.SIZE;
  // All low numbers are closed by then, and the kernel gives the lowest that is free.
  private static final int SIGNALS = 0;

  private final ProgramBuilder program;
  private final Descriptors descriptors;
  private final ControlSteps control;

  InitPhase(ProgramBuilder program, Descriptors descriptors, ControlSteps control) {
    this.program = program;
    this.descriptors = descriptors;
    this.control = control;
  }

  /** Writes what PID 1 does after it has started the payload; it never ends by falling through. */
  void write(Slot payload) {
    new DescriptorSteps(program).closeFrom(0, descriptors.own());
    program.add(
        Status.report(
            descriptors.number(Role.STATUS), program.words("{STARTED}", Status.STARTED.code(), 0)));
    new PrivilegeSteps(program).keepOnly(EnumSet.of(Capability.KILL));
    openSignals();
    serve(payload);
  }

  private void openSignals() {
    Operand child = program.words("{SIGCHLD}", 1L << (SIGCHLD - 1));
    Operand size = Operand.of(SIGNAL_SET_BYTES);
    program.add(
        Operation.of(
            "block signal",
            "SIGCHLD",
            SystemCall.RT_SIGPROCMASK,
            Operand.of(SIG_BLOCK),
            child,
            Operand.of(0),
            size));
    program.add(
        Operation.of(
            "open signalfd",
            "",
            SystemCall.SIGNALFD4,
            Operand.of(-1),
            child,
            size,
            Operand.of(SFD_CLOEXEC)));
  }

  private void serve(Slot payload) {
    // Two struct pollfd; an entry that differs from these words has something to be read.
    long controlQuiet = descriptors.number(Role.CONTROL) | POLLIN;
    long signalsQuiet = SIGNALS | POLLIN;
    Operand.Address polled = program.words("{control, signals}", controlQuiet, signalsQuiet);
    Slot controlEntry = new Slot(polled.offset(), "control-poll");
    Slot signalsEntry = new Slot(polled.offset() + Long.BYTES, "signals-poll");
    Label reap = program.label("reap");
    Label poll = program.label("poll");
    Label noWord = program.label("no control word");
    program.bind(reap);
    reapAll(payload, reap, poll);
    program.bind(poll);
    program.add(poll(polled));
    program.add(Operation.jumpIfEqual(controlEntry.value(), Operand.of(controlQuiet), noWord));
    control.forwardSignal();
    program.bind(noWord);
    program.add(Operation.jumpIfEqual(signalsEntry.value(), Operand.of(signalsQuiet), poll));
    program.add(readSignal());
    program.add(Operation.jump(reap));
  }

  private static Operation poll(Operand polled) {
    return Operation.of(
        "wait for events",
        "",
        SystemCall.PPOLL,
        polled,
        Operand.of(2),
        Operand.of(0),
        Operand.of(0),
        Operand.of(SIGNAL_SET_BYTES));
  }

  private Operation readSignal() {
    return Operation.of(
        "read signal",
        "",
        SystemCall.READ,
        Operand.of(SIGNALS),
        program.bytes(new byte[SIGNAL_RECORD_BYTES], "record"),
        Operand.of(SIGNAL_RECORD_BYTES));
  }

  private void reapAll(Slot payload, Label again, Label none) {
    Operand.Address report = program.words("{ENDED, status}", Status.ENDED.code(), 0);
    Slot status = new Slot(report.offset() + Long.BYTES, "status");
    Slot reaped = program.slot("reaped");
    Label ended = program.label("payload ended");
    program.add(
        Operation.of(
                "reap",
                "",
                SystemCall.WAIT4,
                Operand.of(ANY_CHILD),
                status.address(),
                Operand.of(WNOHANG | WALL),
                Operand.of(0))
            .into(reaped)
            .jumpOn(payload.value(), ended));
    program.add(Operation.jumpIfEqual(reaped.value(), Operand.of(0), none));
    program.add(Operation.jump(again));
    program.bind(ended);
    program.add(Status.report(descriptors.number(Role.STATUS), report));
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
  }
}
