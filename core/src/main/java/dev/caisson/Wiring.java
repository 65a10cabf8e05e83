package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.StandardStream;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Loop;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A container's three standard streams: the ends that it has, and the ends that the JVM has. */
final class Wiring implements AutoCloseable {

  private static final long CAPTURE_LIMIT = 16 << 20;

  private final OutputBudget budget;
  private final List<StandardStream> inside = new ArrayList<>(3);
  private final List<Fd> insideFds = new ArrayList<>(3);
  private final PassedDescriptors passed;
  private Optional<Terminal> terminal = Optional.empty();
  private boolean typed;
  private Output shown = Output.pipe();
  private Optional<PipeOutput> stdin = Optional.empty();
  private final Reader stdout = new Reader();
  private final Reader stderr = new Reader();

  /** What the JVM does with one of the two output streams. */
  private static final class Reader {
    private Optional<PipeInput> stream = Optional.empty();
    private Optional<Capture> capture = Optional.empty();

    Captured finish() throws CaissonException {
      return capture.isPresent() ? capture.get().finish() : Captured.NOTHING;
    }

    void close() {
      stream.ifPresent(PipeInput::close);
      capture.ifPresent(Capture::close);
    }
  }

  private Wiring(OutputBudget budget, PassedDescriptors passed) {
    this.budget = budget;
    this.passed = passed;
  }

  /** Makes the pipes that a command needs; an output that was not set becomes {@code unset}. */
  static Wiring of(CommandSpec command, Output unset) throws CaissonException {
    Output output = command.stdout().orElse(unset);
    Output error = command.stderr().orElse(unset);
    boolean captured = output instanceof Output.Capture || error instanceof Output.Capture;
    long limit = command.outputLimit().orElse(captured ? CAPTURE_LIMIT : Long.MAX_VALUE);
    Wiring wiring =
        new Wiring(new OutputBudget(limit), PassedDescriptors.open(command.descriptors()));
    try {
      if (command.terminal().isPresent()) {
        wiring.connect(command, output, unset);
        return wiring;
      }
      wiring.connect(command.stdin().orElse(Input.empty()));
      wiring.connect(output, wiring.stdout);
      wiring.connect(error, wiring.stderr);
      return wiring;
    } catch (CaissonException | RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  /** Makes a terminal; the JVM's streams follow, once the command has handed over its master. */
  private void connect(CommandSpec command, Output output, Output unset)
      throws SystemCallException {
    Terminal made = Terminal.open(command.terminal().orElseThrow());
    terminal = Optional.of(made);
    inside.addAll(Collections.nCopies(3, made.inside()));
    typed = command.stdin().map(Input.Pipe.class::isInstance).orElse(unset instanceof Output.Pipe);
    shown = output;
  }

  private void take(Terminal made) throws CaissonException {
    made.receive();
    if (typed) {
      stdin = Optional.of(new PipeOutput(made.stream()));
    }
    if (shown instanceof Output.Capture) {
      stdout.capture = Optional.of(Capture.ofTerminal(made.stream(), budget));
    } else {
      stdout.stream = Optional.of(PipeInput.ofTerminal(made.stream(), budget, made));
    }
  }

  private void connect(Input input) throws SystemCallException {
    if (input instanceof Input.Inherit) {
      inside.add(new StandardStream.Inherited());
    } else if (input instanceof Input.Empty) {
      inside.add(new StandardStream.Null());
    } else if (input instanceof Input.Bytes bytes) {
      give(Memfd.sealed("stdin", bytes.bytes()));
    } else {
      Pipe pipe = Pipe.open();
      give(pipe.read());
      stdin = Optional.of(new PipeOutput(pipe.write()));
    }
  }

  private void connect(Output output, Reader reader) throws SystemCallException {
    if (output instanceof Output.Inherit) {
      inside.add(new StandardStream.Inherited());
    } else if (output instanceof Output.Discard) {
      inside.add(new StandardStream.Null());
    } else {
      Pipe pipe = Pipe.open();
      give(pipe.write());
      if (output instanceof Output.Capture) {
        reader.capture = Optional.of(new Capture(pipe.read(), budget));
      } else {
        reader.stream = Optional.of(PipeInput.ofPipe(pipe.read(), budget));
      }
    }
  }

  private void give(Fd fd) {
    insideFds.add(fd);
    inside.add(new StandardStream.Of(fd));
  }

  /** Lets the command open its streams by their paths in {@code /proc} as well. */
  void giveTo(UserMapping users, LaunchPlan.Credentials owner) throws SystemCallException {
    OptionalLong uid = users.outside(owner.uid());
    OptionalLong gid = users.outside(owner.gid());
    if (uid.isPresent() && gid.isPresent()) {
      for (Fd fd : Stream.of(insideFds, passed.made()).flatMap(List::stream).toList()) {
        fd.changeOwner(uid.getAsLong(), gid.getAsLong());
      }
    }
  }

  /** Returns what the container gets as 0, 1 and 2, and from 3 on. */
  List<StandardStream> inside() {
    return Stream.of(inside, passed.inside()).flatMap(List::stream).toList();
  }

  PassedDescriptors passed() {
    return passed;
  }

  /** Closes the JVM's copies of what the container has by now. */
  void closeInside() {
    insideFds.forEach(Fd::close);
    terminal.ifPresent(Terminal::closeInside);
    passed.closeInside();
  }

  /** Starts reading what is captured, and takes over a terminal. */
  void start(Loop loop, Life life) throws CaissonException {
    budget.onExceeded(() -> life.endBy(Ending.OUTPUT_LIMIT));
    if (terminal.isPresent()) {
      take(terminal.get());
    }
    for (Reader reader : List.of(stdout, stderr)) {
      if (reader.capture.isPresent()) {
        reader.capture.get().start(loop, life);
      }
    }
  }

  Optional<Terminal> terminal() {
    return terminal;
  }

  Optional<OutputStream> stdin() {
    return stdin.map(stream -> stream);
  }

  Optional<InputStream> stdout() {
    return stdout.stream.map(stream -> stream);
  }

  Optional<InputStream> stderr() {
    return stderr.stream.map(stream -> stream);
  }

  /** Counts what piped streams hold when the command has ended, and nobody has read yet. */
  void settle() throws SystemCallException {
    PipeInput.settle(stdout.stream, stderr.stream, budget);
  }

  Captured finishStdout() throws CaissonException {
    return stdout.finish();
  }

  Captured finishStderr() throws CaissonException {
    return stderr.finish();
  }

  /** Closes what only the loop reads; the caller's streams can still be read to their end. */
  void closeCaptures() {
    stdout.capture.ifPresent(Capture::close);
    stderr.capture.ifPresent(Capture::close);
  }

  @Override
  public void close() {
    closeInside();
    stdin.ifPresent(PipeOutput::close);
    stdout.close();
    stderr.close();
    terminal.ifPresent(Terminal::close);
    passed.close();
  }
}
