package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.CString;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Handover;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A child that has joined a container's user namespace, and reads files for the JVM until a call
 * fails. One thread uses it.
 *
 * <p>It runs as the JVM's user, with all rights of that namespace over the files of its users, and
 * in the JVM's other namespaces: nothing in the container can see, signal or trace it. It holds
 * nothing but its ends of a pipe and a socket, and ends with the JVM.
 */
final class RightsHolder implements AutoCloseable {

  private static final String NAME = "caisson-rights";
  private static final int CHANNEL_BYTES = 4096;
  private static final OpenHow NOTHING = OpenHow.of();

  private final Child child;
  private final Reports reports;
  private final Handover requests;

  private RightsHolder(Child child, Reports reports, Handover requests) {
    this.child = child;
    this.reports = reports;
    this.requests = requests;
  }

  /** Starts the child. */
  static RightsHolder start(Fd users) throws CaissonException {
    try (Handover requests = Handover.open();
        Pipe status = Pipe.open()) {
      int statusEnd = status.write().number();
      int socket = requests.sending().number();
      Program program = RightsProgram.of(users.number(), statusEnd, socket);
      byte[] image = ElfImage.of(program, Architecture.current(), statusEnd);
      List<Fd> inherited = List.of(users, status.write(), requests.sending());
      Child child;
      try (Fd file = Memfd.sealed(NAME, image)) {
        child = Spawn.start(file, NAME, inherited);
      }
      FdChannel told = new FdChannel(status.read().handOver(), CHANNEL_BYTES);
      return new RightsHolder(
          child,
          new Reports("read files of container", program, true, told),
          requests.keepReceiving());
    }
  }

  /** Waits until it has the rights. */
  void await() throws CaissonException {
    reports.await(Status.STARTED);
  }

  /** Opens a path from a descriptor. */
  Fd open(Fd from, CString path, OpenHow how) throws CaissonException {
    ask(RightsProgram.OPEN, from, how, path);
    Optional<Fd> opened = requests.receive();
    if (opened.isEmpty()) {
      // The kernel drops what comes where there is no number for it.
      throw new SystemCallException("open", path.toString(), Errno.EMFILE.number());
    }
    return opened.get();
  }

  /** Opens what a descriptor stands for. */
  Fd openContent(Fd place, OpenHow how) throws CaissonException {
    return open(place, CString.of(RightsProgram.RECEIVED), how);
  }

  /** Returns an attribute's value; empty where the file has none of this name. */
  Optional<byte[]> xattr(Fd file, CString name) throws CaissonException {
    long length = ask(RightsProgram.READ_ATTRIBUTE, file, NOTHING, name);
    return length < 0 ? Optional.empty() : Optional.of(read((int) length));
  }

  private byte[] read(int length) throws CaissonException {
    byte[] value = new byte[length];
    int done = 0;
    while (done < length) {
      OptionalInt count = reports.status().read(value, done, length - done);
      if (count.isEmpty()) {
        throw new SystemCallException("read attribute", "", Errno.EPIPE.number());
      }
      done += count.getAsInt();
    }
    return value;
  }

  private long ask(long wanted, Fd from, OpenHow how, CString string) throws CaissonException {
    ByteBuffer request =
        ByteBuffer.allocate(RightsProgram.REQUEST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    request.putLong(wanted).put(how.bytes());
    if (string.length() >= request.remaining()) {
      throw new SystemCallException("open", string.toString(), Errno.ENAMETOOLONG.number());
    }
    request.put(string.bytes());
    requests.send(from, Arrays.copyOf(request.array(), request.position() + 1));
    try {
      return reports.await(Status.ANSWERED).value();
    } catch (SystemCallException e) {
      throw failure(e, string);
    }
  }

  private static SystemCallException failure(SystemCallException e, CString string) {
    Optional<String> remedy =
        e.is(Errno.EACCES)
            ? Optional.of("its owner must be a user, and its group one, whom the container has")
            : Optional.empty();
    return new SystemCallException(e.step(), string.toString(), e.number(), remedy);
  }

  /** Ends the child. */
  @Override
  public void close() throws CaissonException {
    reports.close();
    requests.close();
    child.kill();
    child.reap();
  }
}
