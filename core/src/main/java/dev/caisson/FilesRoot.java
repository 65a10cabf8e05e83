package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Directory;
import java.util.Optional;

/** A container's root, below which things are done. */
final class FilesRoot implements AutoCloseable {

  private final Directory root;

  FilesRoot(Directory root) {
    this.root = root;
  }

  /** Something that is done below a root. */
  interface Deed<T> {
    T on(Directory root) throws CaissonException;
  }

  /** Does something to a path; what goes wrong tells of both. */
  <T> T at(String step, InsidePath path, Deed<T> deed) throws CaissonException {
    // A descriptor of its own, which no other thread closes.
    try (Directory own = open()) {
      return deed.on(own);
    } catch (SystemCallException e) {
      SystemCallException told =
          new SystemCallException(step, path.toString(), e.number(), remedy(e));
      told.initCause(e);
      throw told;
    }
  }

  /** Does something where the path leads to something; empty where it does not. */
  <T> Optional<T> ifThere(String step, InsidePath path, Deed<T> deed) throws CaissonException {
    try {
      return Optional.of(at(step, path, deed));
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private synchronized Directory open() throws SystemCallException {
    if (!root.fd().isOpen()) {
      throw new IllegalStateException("the container's files are closed");
    }
    return root.reopen();
  }

  private static Optional<String> remedy(SystemCallException e) {
    if (e.is(Errno.EAGAIN)) {
      return Optional.of("the container renames or locks files all the time: try again");
    }
    if (e.is(Errno.EACCES)) {
      return Optional.of("the JVM's user has not the right: use a command in the container");
    }
    return e.remedy();
  }

  @Override
  public synchronized void close() {
    root.close();
  }
}
