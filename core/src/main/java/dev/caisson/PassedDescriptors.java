package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.StandardStream;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.Pipe;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The descriptors from 3 on that a command is given by name: its ends, and the JVM's. */
final class PassedDescriptors implements AutoCloseable {

  /** As many as a child can place where no descriptor of ours is. */
  static final int MOST = Fd.LOWEST - 3;

  private static final String COUNT = "LISTEN_FDS";
  private static final String NAMES = "LISTEN_FDNAMES";
  private static final String PID = "LISTEN_PID";

  /** The variables that tell of them. */
  static final List<String> VARIABLES = List.of(COUNT, NAMES, PID);

  private final List<Fd> inside = new ArrayList<>();
  private final List<Fd> made = new ArrayList<>();
  private final Map<String, PipeOutput> inputs = new HashMap<>();
  private final Map<String, PipeInput> outputs = new HashMap<>();

  /** Opens what a command is given. */
  static PassedDescriptors open(Map<String, Passed> passed) throws CaissonException {
    PassedDescriptors opened = new PassedDescriptors();
    try {
      for (Map.Entry<String, Passed> entry : passed.entrySet()) {
        opened.add(entry.getKey(), entry.getValue());
      }
      return opened;
    } catch (CaissonException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Returns the variables by which a command finds them; without its process id. */
  static Map<String, String> variables(CommandSpec command) {
    Map<String, Passed> passed = command.descriptors();
    return passed.isEmpty()
        ? Map.of()
        : Map.of(COUNT, "" + passed.size(), NAMES, String.join(":", passed.keySet()));
  }

  /** Returns the same with the process id that a container's own command will have there. */
  static Map<String, String> variables(CommandSpec command, boolean init) {
    Map<String, String> variables = new HashMap<>(variables(command));
    if (!variables.isEmpty()) {
      variables.put(PID, init ? "2" : "1");
    }
    return variables;
  }

  private void add(String name, Passed passed) throws CaissonException {
    if (passed instanceof Passed.File file) {
      inside.add(open(file));
    } else if (passed instanceof Passed.Reading reading) {
      addInput(name, reading.input());
    } else {
      Pipe pipe = Pipe.open();
      addMade(pipe.write());
      outputs.put(name, PipeInput.ofPipe(pipe.read(), new OutputBudget(Long.MAX_VALUE)));
    }
  }

  private static Fd open(Passed.File file) throws CaissonException {
    Optional<OpenFile> opened = OpenFile.regular(file.path(), flags(file.access()));
    return opened
        .orElseThrow(
            () ->
                new CaissonException(
                    "open",
                    file.path().toString(),
                    "it is not a regular file",
                    Optional.of("bind-mount a folder; pass on a stream for all else")))
        .fd();
  }

  private static OpenFlag[] flags(Passed.Access access) {
    return switch (access) {
      case READ -> new OpenFlag[0];
      case WRITE -> new OpenFlag[] {OpenFlag.WRONLY};
      case APPEND -> new OpenFlag[] {OpenFlag.WRONLY, OpenFlag.APPEND};
      case READ_WRITE -> new OpenFlag[] {OpenFlag.RDWR};
    };
  }

  private void addInput(String name, Input input) throws SystemCallException {
    if (input instanceof Input.Pipe) {
      Pipe pipe = Pipe.open();
      addMade(pipe.read());
      inputs.put(name, new PipeOutput(pipe.write()));
    } else {
      byte[] bytes = input instanceof Input.Bytes known ? known.bytes() : new byte[0];
      addMade(Memfd.sealed("input", bytes));
    }
  }

  private void addMade(Fd fd) {
    inside.add(fd);
    made.add(fd);
  }

  /** Returns those of them that are no files of this machine's. */
  List<Fd> made() {
    return made;
  }

  /** Returns what the command gets as 3 and so on. */
  List<StandardStream> inside() {
    return inside.stream().<StandardStream>map(StandardStream.Of::new).toList();
  }

  /** Closes the JVM's copies of what the command has by now. */
  void closeInside() {
    inside.forEach(Fd::close);
  }

  Optional<OutputStream> input(String name) {
    return Optional.ofNullable(inputs.get(name));
  }

  Optional<InputStream> output(String name) {
    return Optional.ofNullable(outputs.get(name));
  }

  @Override
  public void close() {
    closeInside();
    inputs.values().forEach(PipeOutput::close);
    outputs.values().forEach(PipeInput::close);
  }
}
