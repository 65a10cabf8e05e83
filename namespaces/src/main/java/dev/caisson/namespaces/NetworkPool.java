package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.CurrentThread;
import dev.caisson.linux.Loopback;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Network namespaces that are made ahead by a thread of its own, so that nobody waits for the
 * kernel, which takes some hundred microseconds for one.
 *
 * <p>Each has nothing but a loopback device, which is up, is given away once, and never comes back.
 * They belong to the JVM's user namespace: capabilities in a container's own have no effect on
 * them.
 *
 * <pre>{@code
 * try (NetworkPool networks = NetworkPool.open(4)) {
 *   Container.builder().networkFrom(networks) ...
 * }
 * }</pre>
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public final class NetworkPool implements AutoCloseable {

  /** The largest number that can be kept ready. */
  public static final int LARGEST = 1024;

  private final int size;
  private final Thread thread;
  private final Queue<NamespaceHandle> ready = new ArrayDeque<>();
  private Optional<CaissonException> failure = Optional.empty();
  private boolean closed;

  private NetworkPool(int size) {
    this.size = size;
    this.thread = new Thread(null, this::work, "caisson-networks", 0, false);
    thread.setDaemon(true);
  }

  /**
   * Opens a pool, and waits for its first network.
   *
   * @param size how many are kept ready, 1 to 1,024; each is one descriptor and some 100 KiB of the
   *     kernel's memory
   * @throws UnsupportedHostException if the JVM has not the right to make one; nothing is left then
   * @throws CaissonException if the kernel refuses one; nothing is left then
   * @throws InterruptedException if the thread was interrupted; nothing is left then
   */
  public static NetworkPool open(int size) throws CaissonException, InterruptedException {
    if (size < 1 || size > LARGEST) {
      throw new IllegalArgumentException("not from 1 to " + LARGEST + " networks: " + size);
    }
    NetworkPool pool = new NetworkPool(size);
    pool.thread.start();
    try {
      pool.awaitReady();
      return pool;
    } catch (CaissonException | InterruptedException e) {
      pool.close();
      throw e;
    }
  }

  /**
   * Takes a network, which is the caller's from now on; waits where none is ready.
   *
   * @throws CaissonException if the kernel refuses to make one; the next call lets it be tried anew
   * @throws InterruptedException if the thread was interrupted
   * @throws IllegalStateException if this is closed
   */
  public synchronized NamespaceHandle take() throws CaissonException, InterruptedException {
    awaitReady();
    notifyAll();
    return ready.remove();
  }

  private synchronized void awaitReady() throws CaissonException, InterruptedException {
    while (ready.isEmpty()) {
      if (closed) {
        throw new IllegalStateException("the pool of networks is closed");
      }
      if (failure.isPresent()) {
        CaissonException told = failure.get();
        failure = Optional.empty();
        notifyAll();
        throw told;
      }
      wait();
    }
  }

  private void work() {
    while (isWanted()) {
      try {
        add(make());
      } catch (CaissonException e) {
        fail(e);
      }
    }
  }

  private synchronized boolean isWanted() {
    while (!closed && (ready.size() == size || failure.isPresent())) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt it, and the next who takes one would wait for ever.
      }
    }
    return !closed;
  }

  private synchronized void add(NamespaceHandle network) {
    if (closed) {
      network.close();
      return;
    }
    ready.add(network);
    notifyAll();
  }

  private synchronized void fail(CaissonException e) {
    failure = Optional.of(e);
    notifyAll();
  }

  private static NamespaceHandle make() throws CaissonException {
    try (NamespaceHandle home = NamespaceHandle.ofCurrentThread(Namespace.NET)) {
      makeAndEnter();
      try {
        Loopback.bringUp();
        return NamespaceHandle.ofCurrentThread(Namespace.NET);
      } finally {
        // Or the thread would keep the network of a container that has ended.
        CurrentThread.enter(home.file(), Namespace.NET.bits(), home.toString());
      }
    }
  }

  private static void makeAndEnter() throws CaissonException {
    try {
      CurrentThread.makeNetwork();
    } catch (SystemCallException e) {
      if (e.is(Errno.EPERM)) {
        throw new UnsupportedHostException(
            e.step(),
            e.object(),
            "the JVM has no CAP_SYS_ADMIN",
            Optional.of("run it as root; without that each container makes a network of its own"));
      }
      if (e.is(Errno.ENOSPC)) {
        throw new SystemCallException(
            e.step(),
            e.object(),
            Errno.ENOSPC.number(),
            Optional.of("raise sysctl user.max_net_namespaces, or keep fewer ready"));
      }
      throw e;
    }
  }

  /** Ends the thread, and closes what is ready; what was taken stays. Closing twice is harmless. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    awaitEnd();
    ready.forEach(NamespaceHandle::close);
    ready.clear();
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
