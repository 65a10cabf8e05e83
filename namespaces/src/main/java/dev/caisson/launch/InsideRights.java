package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.FileRights;
import dev.caisson.linux.NamespaceFile;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenHow;
import java.util.Optional;

/**
 * The rights over files that root of a user namespace has. The kernel lets no JVM enter a user
 * namespace, so a small child does, which is started when it is needed. One thread uses it.
 */
public final class InsideRights implements FileRights, AutoCloseable {

  private final Opening users;
  private Optional<RightsHolder> started = Optional.empty();

  /** Something that is asked of the child. */
  private interface Request<T> {
    T of(RightsHolder holder) throws CaissonException;
  }

  /** Opens the user namespace that gives the rights. */
  interface Opening {
    NamespaceFile open() throws CaissonException;
  }

  InsideRights(Opening users) {
    this.users = users;
  }

  /** Makes rights over all files that belong to the JVM's user and group, whatever their modes. */
  public static InsideRights overOwnFiles() {
    return new InsideRights(OwnUserNamespace::open);
  }

  @Override
  public Fd open(FileHandle from, CString path, OpenHow how) throws CaissonException {
    return ask(holder -> holder.open(from.fd(), path, how));
  }

  @Override
  public Fd openContent(OpenFile place, OpenHow how) throws CaissonException {
    return ask(holder -> holder.openContent(place.fd(), how));
  }

  @Override
  public Optional<byte[]> xattr(FileHandle file, CString name) throws CaissonException {
    try {
      return ask(holder -> holder.xattr(file.fd(), name));
    } catch (SystemCallException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private <T> T ask(Request<T> request) throws CaissonException {
    try {
      return request.of(holder());
    } catch (CaissonException e) {
      // Its program ends with the first call that fails.
      try {
        close();
      } catch (CaissonException later) {
        e.addSuppressed(later);
      }
      throw e;
    }
  }

  private RightsHolder holder() throws CaissonException {
    if (started.isEmpty()) {
      try (NamespaceFile namespace = users.open()) {
        started = Optional.of(RightsHolder.start(namespace.fd()));
        started.get().await();
      }
    }
    return started.get();
  }

  /** Ends the child; it is started again where it is needed again. */
  @Override
  public void close() throws CaissonException {
    Optional<RightsHolder> ended = started;
    started = Optional.empty();
    if (ended.isPresent()) {
      ended.get().close();
    }
  }
}
