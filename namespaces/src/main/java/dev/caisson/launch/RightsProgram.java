package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.List;
import java.util.TreeSet;

/**
 * The program of a child that reads files for the JVM with the rights of a user namespace. It does
 * one request after another until the JVM is gone, or a call fails.
 *
 * <p>A request is a message of one descriptor, a word that says what is wanted, a {@code struct
 * open_how} and a string. What is opened is handed over; an attribute's value follows the record.
 */
final class RightsProgram {

  /** The word by which something is opened: the string is a path from the descriptor. */
  static final long OPEN = 0;

  /** The word by which an attribute is read: the string is its name. */
  static final long READ_ATTRIBUTE = 1;

  /** How long a request is, with the longest path and its NUL. */
  static final int REQUEST_BYTES = Long.BYTES + OpenHow.size() + 4096;

  /**
   * The path of the descriptor that came with a request: the lowest number, as the child has none
   * of its own below {@link dev.caisson.linux.Fd#LOWEST}.
   */
  static final String RECEIVED = "/proc/self/fd/0";

  private static final int VALUE_BYTES = 65536;
  private static final int CONTROL_BYTES = 24;
  private static final int RIGHTS_OFFSET = 16;

  private final ProgramBuilder program = new ProgramBuilder();
  private final int status;
  private final int socket;
  private final Operand.Address request = program.bytes(new byte[REQUEST_BYTES], "request");
  private final Operand string = part(Long.BYTES + OpenHow.size(), "string");
  private final Operand.Address control = program.bytes(new byte[CONTROL_BYTES], "{SCM_RIGHTS}");
  private final Slot received = new Slot(control.offset() + RIGHTS_OFFSET, "received");

  private RightsProgram(int status, int socket) {
    this.status = status;
    this.socket = socket;
  }

  /**
   * Returns the program.
   *
   * @param users the user namespace that is joined
   * @param status the descriptor that status records are written to
   * @param socket the descriptor by which requests come and what was opened goes
   */
  static Program of(int users, int status, int socket) {
    return new RightsProgram(status, socket).write(users);
  }

  private Program write(int users) {
    join(users);
    Label next = program.label("next request");
    Label gone = program.label("JVM gone");
    program.bind(next);
    receive(gone);
    answer();
    close("close received", received.value());
    program.add(Operation.jump(next));
    program.bind(gone);
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
    return program.build();
  }

  private void join(int users) {
    new DescriptorSteps(program).closeFrom(0, new TreeSet<>(List.of(users, status, socket)));
    program.add(
        Operation.of(
            "join namespace",
            Namespace.USER.toString(),
            SystemCall.SETNS,
            Operand.of(users),
            Operand.of(Namespace.USER.bits())));
    close("close namespace", Operand.of(users));
    program.add(Status.report(status, program.words("{STARTED}", Status.STARTED.code(), 0)));
  }

  private void answer() {
    Label attribute = program.label("read attribute");
    Label done = program.label("done");
    Operand wanted = new Slot(request.offset(), "wanted").value();
    program.add(Operation.jumpIfEqual(wanted, Operand.of(READ_ATTRIBUTE), attribute));
    open();
    program.add(Operation.jump(done));
    program.bind(attribute);
    readAttribute(done);
    program.bind(done);
  }

  private Operand.Address part(int offset, String name) {
    return new Operand.Address(request.offset() + offset, name);
  }

  private void receive(Label gone) {
    Operand zero = Operand.of(0);
    Operand data = program.structure("{request}", request, Operand.of(REQUEST_BYTES));
    // The kernel writes back how much control data came, which is what there is room for.
    Operand message =
        program.structure(
            "{request, SCM_RIGHTS}",
            zero,
            zero,
            data,
            Operand.of(1),
            control,
            Operand.of(CONTROL_BYTES),
            zero);
    program.add(
        Operation.of("wait for request", "", SystemCall.RECVMSG, Operand.of(socket), message, zero)
            .jumpOn(0, gone));
  }

  private void open() {
    HandoverSteps handover = new HandoverSteps(program, socket);
    Slot opened = handover.descriptor("opened");
    program.add(
        Operation.of(
                "open",
                "",
                SystemCall.OPENAT2,
                received.value(),
                string,
                part(Long.BYTES, "how"),
                Operand.of(OpenHow.size()))
            .into(opened));
    handover.handOver("hand over file");
    close("close file", opened.value());
    program.add(Status.report(status, program.words("{ANSWERED}", Status.ANSWERED.code(), 0)));
  }

  private void readAttribute(Label done) {
    Operand.Address answer = program.words("{ANSWERED, length}", Status.ANSWERED.code(), 0);
    Slot length = new Slot(answer.offset() + Long.BYTES, "length");
    Operand.Address value = program.bytes(new byte[VALUE_BYTES], "value");
    program.add(
        Operation.of(
                "read attribute",
                "",
                SystemCall.GETXATTR,
                program.string(RECEIVED),
                string,
                value,
                Operand.of(VALUE_BYTES))
            .into(length)
            .tolerating(Errno.ENODATA));
    program.add(Status.report(status, answer));
    Operand none = Operand.of(-Errno.ENODATA.number());
    program.add(Operation.jumpIfEqual(length.value(), none, done));
    program.add(
        Operation.of(
            "report value", "", SystemCall.WRITE, Operand.of(status), value, length.value()));
  }

  private void close(String step, Operand descriptor) {
    program.add(Operation.of(step, "", SystemCall.CLOSE, descriptor));
  }
}
