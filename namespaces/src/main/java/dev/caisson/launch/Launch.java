package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.Descriptors.Role;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.MountTree;
import dev.caisson.linux.Pipe;
import dev.caisson.namespaces.IdMapping;
import dev.caisson.namespaces.Namespace;
import java.util.List;
import java.util.Optional;

/**
 * A launch that has begun: while the kernel makes the namespaces, which takes it some hundred
 * microseconds, its caller prepares what comes next. One thread uses it.
 */
public final class Launch implements AutoCloseable {

  private static final int CHANNEL_BYTES = 256;

  private final Enclosure enclosure;
  private final Descriptors descriptors;
  private final Program beginning;
  private final Fd restFile;
  private final FdChannel control;
  private final Birth<FirstProcess> birth;
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
    this.control = control;
    this.birth =
        new Birth<>(
            stage,
            status,
            (child, pidfd, early) -> new FirstProcess(child, pidfd, status, early, control),
            this::failure);
  }

  /**
   * Begins to start a container.
   *
   * @param streams what becomes descriptors 0, 1 and 2 of the payload; they stay the caller's, who
   *     may close them from now on
   * @param trees copies of mounts, one for each time that the plan names their path; they stay the
   *     caller's in the same way
   * @param files the socket by which two descriptors are handed over before the payload is
   *     executed: a copy of the mounts that are the root file system, and the folder of {@link
   *     RootFileSystem#changes}, if it has one; it stays the caller's in the same way
   * @param supervisor the socket of who answers for the payload's system calls, if its filter asks
   *     him; it stays the caller's in the same way
   */
  public static Launch begin(
      Enclosure enclosure,
      List<StandardStream> streams,
      List<MountTree> trees,
      Optional<Fd> files,
      Optional<Fd> supervisor)
      throws CaissonException {
    Fd restFile = Memfd.open(StageImage.NAME);
    try (Pipe status = Pipe.open();
        Pipe control = Pipe.open()) {
      // Or a signal to a container that is paused could wait for ever.
      control.write().doNotWait();
      Descriptors descriptors =
          new Descriptors(streams)
              .with(Role.STATUS, status.write())
              .with(Role.CONTROL, control.read())
              .with(Role.PROGRAM, restFile);
      enclosure.group().ifPresent(group -> descriptors.with(Role.GROUP, group));
      files.ifPresent(socket -> descriptors.with(Role.FILES, socket));
      supervisor.ifPresent(socket -> descriptors.with(Role.SUPERVISOR, socket));
      trees.forEach(descriptors::pass);
      Program program = BirthProgram.of(enclosure, descriptors);
      Child stage = StageImage.start(program, descriptors);
      // From here on nothing may fail that would leave the stage unknown.
      FdChannel statuses = new FdChannel(status.read().handOver(), CHANNEL_BYTES);
      FdChannel controls = new FdChannel(control.write().handOver(), CHANNEL_BYTES);
      return new Launch(enclosure, descriptors, program, restFile, stage, statuses, controls);
    } catch (CaissonException | RuntimeException e) {
      restFile.close();
      throw e;
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
    openNamespaces();
    if (plan.filesKept()) {
      birth.forked().openRootDoor(enclosure.users().isNamespace());
    }
    if (!plan.init()) {
      // While the first process still waits, and sees itself where the JVM ends.
      birth.forked().guard();
    }
    go(bytes.length);
    return plan.init() ? birth.started() : birth.executed(Optional.empty());
  }

  /** Maps its users, and gets hold of its namespaces where that takes its consent. */
  private void openNamespaces() throws CaissonException, InterruptedException {
    boolean mapped = !enclosure.created().contains(Namespace.USER);
    if (enclosure.users() instanceof UserMapping.Remapped remapped) {
      // Root needs no consent.
      if (mapped) {
        return;
      }
      List<IdMapping> ids = List.of(remapped.ids());
      new IdMaps(birth.forked().pid()).write(ids, ids, false);
      return;
    }
    if (enclosure.users() instanceof UserMapping.Subordinate ranges && !mapped) {
      SubordinateIds.map(birth.forked().pid(), ranges);
    }
    if (enclosure.users().isNamespace()) {
      birth.forked().openDoor(enclosure.namespaces());
    }
  }

  private void go(long size) throws SystemCallException {
    try {
      ControlWord.size(size).writeTo(control);
    } catch (SystemCallException e) {
      // Nobody reads any more where the birth has failed, of which the records tell.
      if (!e.is(Errno.EPIPE)) {
        throw e;
      }
    }
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
      // The first process may be waiting for a word.
      control.close();
      birth.abandon();
    }
  }
}
