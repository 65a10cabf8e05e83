package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A launch that has begun: while the kernel makes the namespaces, which takes it some hundred
 * microseconds, its caller prepares what comes next. One thread uses it.
 *
 * <p>posix_spawn(3) starts an image of a few pages, so that neither the JVM's size nor its threads
 * matter.
 */
public final class Launch implements AutoCloseable {

  private static final String NAME = "caisson";
  private static final int CHANNEL_BYTES = 256;

  private final Enclosure enclosure;
  private final Descriptors descriptors;
  private final Program beginning;
  private final Fd restFile;
  private final Birth birth;
  private Optional<Rest> rest = Optional.empty();
  private boolean over;

  /** What was not known at the beginning. */
  private record Rest(LaunchPlan plan, Program program) {}

  private Launch(
      Enclosure enclosure,
      Descriptors descriptors,
      Program beginning,
      Fd restFile,
      Child stage,
      FdChannel status,
      FdChannel control) {
    this.enclosure = enclosure;
    this.descriptors = descriptors;
    this.beginning = beginning;
    this.restFile = restFile;
    this.birth = new Birth(stage, status, control, this::failure);
  }

  /**
   * Begins to start a container.
   *
   * @param streams what becomes descriptors 0, 1 and 2 of the payload; they stay the caller's, who
   *     may close them from now on
   */
  public static Launch begin(Enclosure enclosure, List<StandardStream> streams)
      throws CaissonException {
    Fd restFile = Memfd.open(NAME);
    try (Pipe status = Pipe.open();
        Pipe control = Pipe.open()) {
      Descriptors descriptors =
          new Descriptors(
              streams,
              status.write().number(),
              control.read().number(),
              restFile.number(),
              enclosure.group().map(fd -> OptionalInt.of(fd.number())).orElse(OptionalInt.empty()));
      Program program = BirthProgram.of(enclosure, descriptors);
      List<Fd> inherited = new ArrayList<>(List.of(status.write(), control.read(), restFile));
      enclosure.group().ifPresent(inherited::add);
      Child stage = spawn(program, descriptors, inherited);
      // From here on nothing may fail that would leave the stage unknown.
      FdChannel statuses = new FdChannel(status.read().handOver(), CHANNEL_BYTES);
      FdChannel controls = new FdChannel(control.write().handOver(), CHANNEL_BYTES);
      return new Launch(enclosure, descriptors, program, restFile, stage, statuses, controls);
    } catch (CaissonException | RuntimeException e) {
      restFile.close();
      throw e;
    }
  }

  private static Child spawn(Program program, Descriptors descriptors, List<Fd> inherited)
      throws CaissonException {
    for (StandardStream stream : descriptors.streams()) {
      if (stream instanceof StandardStream.Of of) {
        inherited.add(of.fd());
      }
    }
    byte[] image = ElfImage.of(program, Architecture.current(), descriptors.status());
    try (Fd file = Memfd.sealed(NAME, image)) {
      return Spawn.start(file, NAME, inherited);
    }
  }

  /**
   * Carries out a plan, and waits until the payload is executed.
   *
   * @throws CaissonException if an operation failed; nothing is left of the container then
   * @throws InterruptedException if the thread was interrupted; nothing is left of the container
   *     then
   * @throws IllegalStateException if the launch is over
   */
  public FirstProcess finish(LaunchPlan plan) throws CaissonException, InterruptedException {
    if (over) {
      throw new IllegalStateException("the launch is over");
    }
    try {
      FirstProcess process = start(plan);
      over = true;
      restFile.close();
      return process;
    } catch (CaissonException | InterruptedException | RuntimeException e) {
      abandon(e);
      throw e;
    }
  }

  private FirstProcess start(LaunchPlan plan) throws CaissonException, InterruptedException {
    Program program = ContainerProgram.of(plan, enclosure, descriptors);
    rest = Optional.of(new Rest(plan, program));
    byte[] bytes = LoadSteps.encode(program);
    Memfd.write(restFile, bytes);
    if (enclosure.users() instanceof UserMapping.Subordinate ranges) {
      SubordinateIds.map(birth.forked().pid(), ranges);
    }
    birth.go(bytes.length);
    return birth.started();
  }

  private CaissonException failure(StatusRecord record) {
    int number = Math.toIntExact(-record.value());
    List<String> searchPath =
        rest.map(known -> known.plan().payload().searchPath()).orElse(List.of());
    return Failure.of(
        operation(record.code()), number, searchPath, enclosure.users().isNamespace());
  }

  private Operation operation(long address) {
    boolean atBirth = address < LoadSteps.ADDRESS;
    long start = atBirth ? ElfImage.PROGRAM_ADDRESS : LoadSteps.ADDRESS;
    Program program = atBirth ? beginning : rest.orElseThrow().program();
    return program.operations().get(ProgramEncoder.operationIndex(start, address));
  }

  private void abandon(Exception cause) {
    try {
      close();
    } catch (CaissonException e) {
      if (e != cause) {
        cause.addSuppressed(e);
      }
    }
  }

  /** Takes down what was begun, unless it has become a container. */
  @Override
  public void close() throws CaissonException {
    if (!over) {
      over = true;
      restFile.close();
      birth.abandon();
    }
  }
}
