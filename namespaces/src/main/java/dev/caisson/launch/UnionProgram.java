package dev.caisson.launch;

import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The program of a child that mounts a file system in a mount namespace of its own, and hands it
 * over to the JVM. Where a server belongs to it, that is a child of this child, which dies with it,
 * as it dies with the JVM.
 */
final class UnionProgram {

  private static final int FOLDER_MODE = 0755;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final int SIGCHLD = 17;
  private static final int MNT_DETACH = 2;
  private static final int O_RDWR = 2;
  private static final int CLONE_ARGS_BYTES = 88;
  private static final int EXIT_SIGNAL = 4;
  private static final int UMASK_NONE = 0;
  private static final int WALL = 0x40000000;
  private static final int STANDARD_ERROR = 2;

  /** The descriptors that the child has from the JVM, under the JVM's own numbers. */
  record Ends(int status, int control, int files, int messages) {}

  private final ProgramBuilder program = new ProgramBuilder();
  private final MountSteps steps = new MountSteps(program);
  private final RootFileSystem root;
  private final Staging staging;
  private final OptionalLong size;
  private final Ends ends;
  private final ControlSteps control;

  private UnionProgram(RootFileSystem root, Staging staging, OptionalLong size, Ends ends) {
    this.root = root;
    this.staging = staging;
    this.size = size;
    this.ends = ends;
    this.control = new ControlSteps(program, ends.control());
  }

  static Program of(RootFileSystem root, Staging staging, OptionalLong size, Ends ends) {
    return new UnionProgram(root, staging, size, ends).write();
  }

  private Program write() {
    int messages = ends.messages();
    new DescriptorSteps(program)
        .closeFrom(
            0, new TreeSet<>(List.of(ends.status(), ends.control(), ends.files(), messages)));
    // Nothing that is opened later becomes a standard stream of a server's.
    for (int stream = 0; stream <= STANDARD_ERROR; stream++) {
      openNull();
    }
    enter();
    prepare();
    root.assemble(steps, staging);
    Optional<Slot> server =
        root instanceof ServedFileSystem served
            ? Optional.of(start(served.server(staging)))
            : Optional.empty();
    handOver();
    server.ifPresent(this::endWithTheJvm);
    exit();
    return program.build();
  }

  private void openNull() {
    program.add(
        Operation.of(
            "open",
            "/dev/null",
            SystemCall.OPENAT,
            Operand.of(MountSteps.AT_FDCWD),
            program.string("/dev/null"),
            Operand.of(O_RDWR)));
  }

  private void enter() {
    Set<Namespace> kinds = EnumSet.of(Namespace.MNT);
    if (staging.inUserNamespace()) {
      kinds.add(Namespace.USER);
    }
    program.add(
        Operation.of(
            "create namespaces",
            kinds.toString(),
            SystemCall.UNSHARE,
            Operand.of(Namespace.bits(kinds))));
    report(Status.STARTED);
    control.read("wait for id maps");
  }

  private void prepare() {
    program.add(Operation.of("set umask", "0", SystemCall.UMASK, Operand.of(UMASK_NONE)));
    steps.change("make mounts private", CString.of("none"), "/", MountFlag.REC, MountFlag.PRIVATE);
    String directory = staging.directory().toString();
    String options = TmpfsOptions.of("0755", size);
    steps.mount("tmpfs", directory, options, MountFlag.NOSUID, MountFlag.NODEV);
    steps.makeDirectory(staging.root(), FOLDER_MODE);
  }

  /** Starts the server, and waits until the JVM has seen that it has mounted. */
  private Slot start(List<String> command) {
    long[] arguments = new long[CLONE_ARGS_BYTES / Long.BYTES];
    arguments[EXIT_SIGNAL] = SIGCHLD;
    Label child = program.label("server");
    Label parent = program.label("parent");
    Slot pid = program.slot("server");
    program.add(
        Operation.of(
                "start server",
                command.get(0),
                SystemCall.CLONE3,
                program.words("{}", arguments),
                Operand.of(CLONE_ARGS_BYTES))
            .into(pid)
            .jumpOn(0, child));
    program.add(Operation.jump(parent));
    program.bind(child);
    serve(command);
    program.bind(parent);
    // Its end is what the JVM sees a server by that has ended.
    program.add(Operation.of("close messages", "", SystemCall.CLOSE, Operand.of(ends.messages())));
    control.read("wait for mount");
    return pid;
  }

  private void serve(List<String> command) {
    Operand none = Operand.of(0);
    program.add(
        Operation.of(
            "bind life of server",
            "",
            SystemCall.PRCTL,
            Operand.of(PR_SET_PDEATHSIG),
            Operand.of(SIGKILL)));
    // Fails if the JVM is gone, and its end has been missed.
    report(Status.FORKED);
    program.add(
        Operation.of(
            "set standard stream",
            "2",
            SystemCall.DUP3,
            Operand.of(ends.messages()),
            Operand.of(STANDARD_ERROR),
            none));
    new DescriptorSteps(program).closeFrom(STANDARD_ERROR + 1, new TreeSet<>());
    program.add(
        Operation.of(
            "execute",
            command.get(0),
            SystemCall.EXECVE,
            program.string(command.get(0)),
            program.strings(command),
            program.strings(List.of())));
  }

  private void handOver() {
    HandoverSteps handover = new HandoverSteps(program, ends.files());
    program.add(steps.openTree(CString.of(staging.root()), handover.descriptor("tree")));
    handover.handOver("hand over mount");
    Optional<String> changes = root.changes(staging);
    if (changes.isPresent()) {
      steps.openRealDirectory(changes.get(), handover.descriptor("changes"));
      handover.handOver("hand over writable layer");
    }
    report(Status.ENDED);
  }

  // What the JVM has is the last that keeps the file system: with that, the server ends by itself.
  private void endWithTheJvm(Slot server) {
    program.add(
        Operation.of(
            "detach",
            staging.root(),
            SystemCall.UMOUNT2,
            program.string(staging.root()),
            Operand.of(MNT_DETACH)));
    for (int end : new int[] {ends.status(), ends.files()}) {
      program.add(Operation.of("close", "fd " + end, SystemCall.CLOSE, Operand.of(end)));
    }
    control.read("wait for the end");
    program.add(
        Operation.of("end server", "", SystemCall.KILL, server.value(), Operand.of(SIGKILL)));
    Operand none = Operand.of(0);
    program.add(
        Operation.of(
            "wait for server", "", SystemCall.WAIT4, server.value(), none, Operand.of(WALL), none));
  }

  private void report(Status what) {
    program.add(Status.report(ends.status(), program.words("{" + what + "}", what.code(), 0)));
  }

  private void exit() {
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
  }
}
