package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.Child;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import dev.caisson.namespaces.IdMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The child that mounts a {@link MountedTree}. It ends when it has handed that over, or where a
 * server belongs to it, when it is closed; and with the JVM. One thread uses it.
 */
final class UnionHolder implements AutoCloseable {

  private static final String NAME = "caisson-union";
  private static final int CHANNEL_BYTES = 256;
  private static final int MESSAGE_BYTES = 4096;
  private static final int POLL_MILLIS = 2;
  private static final int MOST_POLLS = 5000;

  private final Staging staging;
  private final Child child;
  private final Reports reports;
  private final FdChannel control;
  private final FdChannel messages;
  private boolean handedOver;
  private boolean over;

  private UnionHolder(
      Staging staging, Child child, Reports reports, FdChannel control, FdChannel messages) {
    this.staging = staging;
    this.child = child;
    this.reports = reports;
    this.control = control;
    this.messages = messages;
  }

  /** Starts the child. */
  static UnionHolder start(RootFileSystem root, Staging staging, OptionalLong size, Fd files)
      throws CaissonException {
    try (Pipe status = Pipe.open();
        Pipe control = Pipe.open();
        Pipe messages = Pipe.open()) {
      List<Fd> inherited = List.of(status.write(), control.read(), files, messages.write());
      int statusEnd = status.write().number();
      UnionProgram.Ends ends =
          new UnionProgram.Ends(
              statusEnd, control.read().number(), files.number(), messages.write().number());
      Program program = UnionProgram.of(root, staging, size, ends);
      byte[] image = ElfImage.of(program, Architecture.current(), statusEnd);
      Child child;
      try (Fd file = Memfd.sealed(NAME, image)) {
        child = Spawn.start(file, NAME, inherited);
      }
      FdChannel told = new FdChannel(status.read().handOver(), CHANNEL_BYTES);
      return new UnionHolder(
          staging,
          child,
          new Reports("mount union", program, staging.inUserNamespace(), told),
          new FdChannel(control.write().handOver(), CHANNEL_BYTES),
          new FdChannel(messages.read().handOver(), MESSAGE_BYTES));
    }
  }

  /** Lets it go on from its new namespaces to where all is handed over. */
  void mount(boolean served) throws CaissonException {
    reports.await(Status.STARTED);
    if (staging.inUserNamespace()) {
      new IdMaps(child.pid())
          .write(
              List.of(new IdMapping(0, Credentials.effectiveUser(), 1)),
              List.of(new IdMapping(0, Credentials.effectiveGroup(), 1)),
              true);
    }
    goOn();
    if (served) {
      reports.await(Status.FORKED);
      awaitServer();
      goOn();
    }
    reports.await(Status.ENDED);
    handedOver = true;
  }

  private void goOn() throws SystemCallException {
    byte[] word = new byte[ControlWord.BYTES];
    try {
      control.write(word, 0, word.length);
    } catch (SystemCallException e) {
      // It has failed, of which the next record tells.
      if (!e.is(Errno.EPIPE)) {
        throw e;
      }
    }
  }

  /** Waits until the server has mounted. */
  private void awaitServer() throws CaissonException {
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < MOST_POLLS && !isMounted(); i++) {
      if (messages.awaitReadable(POLL_MILLIS)) {
        byte[] bytes = new byte[MESSAGE_BYTES];
        OptionalInt count = messages.read(bytes, 0, bytes.length);
        if (count.isEmpty()) {
          throw refused("it has ended: " + said.toString().strip());
        }
        said.append(new String(bytes, 0, count.getAsInt(), StandardCharsets.UTF_8));
      }
    }
    if (!isMounted()) {
      throw refused("it has not mounted within 10 seconds: " + said.toString().strip());
    }
  }

  private static UnsupportedHostException refused(String cause) {
    return new UnsupportedHostException(
        "start server of union", "", cause, Optional.of("see that this user may open /dev/fuse"));
  }

  private boolean isMounted() throws CaissonException {
    String place = " " + staging.root() + " ";
    Path mounts = Path.of("/proc", Integer.toString(child.pid()), "mountinfo");
    try {
      return Files.readAllLines(mounts, StandardCharsets.ISO_8859_1).stream()
          .anyMatch(line -> line.contains(place));
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException("look for mount of", "union", e.toString(), Optional.empty());
      failure.initCause(e);
      throw failure;
    }
  }

  /** Ends what still runs, and waits until it has ended; twice is harmless. */
  @Override
  public void close() throws CaissonException {
    if (over) {
      return;
    }
    over = true;
    try {
      if (handedOver) {
        // Where it has a server, it waits for that to end.
        goOn();
      } else {
        child.kill();
      }
    } finally {
      control.close();
      reports.close();
      messages.close();
      child.reap();
    }
  }
}
