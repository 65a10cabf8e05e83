package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;

/**
 * The lock of a store, for moments only: shared while something is said to be needed, exclusive
 * while tags change and while what nobody needs is taken away. It ends with the process.
 */
public final class StoreLock implements AutoCloseable {

  private static final CString NAME = CString.of("lock");
  private static final OpenHow HOW =
      OpenHow.of(OpenFlag.RDWR, OpenFlag.CREAT, OpenFlag.NOFOLLOW, OpenFlag.NONBLOCK);

  private final OpenFile file;

  private StoreLock(OpenFile file) {
    this.file = file;
  }

  /** Waits until nobody has the exclusive lock of the store in this directory. */
  public static StoreLock shared(Directory store) throws CaissonException {
    return new StoreLock(locked(store, OpenFile::lockShared));
  }

  /** Waits until nobody else has a lock of the store in this directory. */
  public static StoreLock exclusive(Directory store) throws CaissonException {
    return new StoreLock(locked(store, OpenFile::lock));
  }

  /** Takes a lock. */
  private interface Locking {
    void lock(OpenFile file) throws CaissonException;
  }

  private static OpenFile locked(Directory store, Locking locking) throws CaissonException {
    OpenFile file = store.openFile(NAME, HOW);
    try {
      locking.lock(file);
      return file;
    } catch (CaissonException e) {
      file.close();
      throw e;
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    file.close();
  }
}
