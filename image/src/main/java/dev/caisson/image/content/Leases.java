package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who needs what of a store: a file for each user, locked as long as he lives, that lists what must
 * not be removed. One that can be locked was left by a process that was killed.
 */
public final class Leases {

  private static final int MAX_BYTES = 16 << 20;
  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW, OpenFlag.NONBLOCK);

  private final Directory store;
  private final Directory leases;

  /**
   * @param store the directory that is locked
   * @param leases the directory of the files
   */
  public Leases(Directory store, Directory leases) {
    this.store = store;
    this.leases = leases;
  }

  /** What one user needs, until this is closed or the process ends. */
  public static final class Lease implements AutoCloseable {

    private final Directory store;
    private final Directory leases;
    private final CString name;
    private final OpenFile file;
    private final Set<String> held = new HashSet<>();
    private boolean closed;

    private Lease(Directory store, Directory leases, CString name, OpenFile file) {
      this.store = store;
      this.leases = leases;
      this.name = name;
      this.file = file;
    }

    /**
     * Says that something is needed: what is there when this returns, or is put there later, stays.
     *
     * @param items their paths in the store
     */
    public synchronized void hold(Collection<String> items) throws CaissonException {
      if (closed) {
        throw new IllegalStateException("the lease is closed");
      }
      Set<String> missing = new LinkedHashSet<>(items);
      missing.removeAll(held);
      if (missing.isEmpty()) {
        return;
      }
      StoreLock lock = StoreLock.shared(store);
      try (lock) {
        file.write((String.join("\n", missing) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      held.addAll(missing);
    }

    /** Says that one thing is needed. */
    public void hold(String item) throws CaissonException {
      hold(List.of(item));
    }

    /** Needs nothing any more; a second call does nothing. */
    @Override
    public synchronized void close() throws CaissonException {
      if (closed) {
        return;
      }
      closed = true;
      try (store;
          leases;
          file) {
        leases.unlink(name);
      }
    }
  }

  /** Makes a lease that needs nothing yet. */
  public Lease make() throws CaissonException {
    CString name = CString.of(UUID.randomUUID().toString());
    // Whoever looks for dead leases keeps this lock off, so the file is not seen unlocked.
    StoreLock lock = StoreLock.shared(store);
    try (lock) {
      OpenFile file = leases.createFile(name);
      file.lock();
      return new Lease(store.reopen(), leases.reopen(), name, file);
    }
  }

  /**
   * Returns what the living need, and removes the leases of the dead; the caller has the exclusive
   * lock.
   */
  public Set<String> held() throws CaissonException {
    return counts().keySet();
  }

  /** Returns how many need something; the caller has the exclusive lock. */
  public int count(String item) throws CaissonException {
    return counts().getOrDefault(item, 0);
  }

  private Map<String, Integer> counts() throws CaissonException {
    Map<String, Integer> counts = new HashMap<>();
    for (CString name : leases.list()) {
      Optional<OpenFile> opened = open(name);
      if (opened.isPresent()) {
        try (OpenFile file = opened.get()) {
          if (file.tryLock()) {
            leases.unlink(name);
          } else {
            items(file).forEach(item -> counts.merge(item, 1, Integer::sum));
          }
        }
      }
    }
    return counts;
  }

  /** Opens a lease; empty where its owner has just closed it. */
  private Optional<OpenFile> open(CString name) throws CaissonException {
    try {
      return Optional.of(leases.openFile(name, READ));
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Set<String> items(OpenFile file) throws CaissonException {
    byte[] bytes = file.read(0, (int) Math.min(MAX_BYTES, file.stat().size()));
    return new HashSet<>(Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\n")));
  }
}
