package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Tty;
import java.util.Optional;

/**
 * The terminal that this JVM's standard input is, for a program that shows a command's terminal on
 * it.
 *
 * <pre>{@code
 * try (OwnTerminal own = OwnTerminal.open().orElseThrow();
 *     RunningContainer shell = builder.command("sh").terminal(own.size()).start()) {
 *   own.makeRaw();
 *   // Pass what is read from System.in to shell.stdin(), and shell.stdout() to System.out.
 *   shell.waitFor();
 * }
 * }</pre>
 *
 * <p>Closing it, and any end of the JVM but by SIGKILL or a crash of its own, puts the terminal
 * back. Any thread may use it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/tty.4.html">tty(4)</a>
 */
public final class OwnTerminal implements AutoCloseable {

  private static final int STDIN = 0;
  private static final TerminalSize USUAL = new TerminalSize(80, 24);

  private final Fd fd;
  private final Tty tty;
  private final Thread hook = new Thread(this::restoreAtTheEnd, "caisson-terminal");
  private Optional<Tty.Settings> before = Optional.empty();

  private OwnTerminal(Fd fd) {
    this.fd = fd;
    this.tty = new Tty(fd);
  }

  /** Opens it; empty if standard input is no terminal. */
  public static Optional<OwnTerminal> open() throws CaissonException {
    Fd fd = Fd.duplicate(STDIN);
    try {
      if (new Tty(fd).isTerminal()) {
        return Optional.of(new OwnTerminal(fd));
      }
    } catch (CaissonException e) {
      fd.close();
      throw e;
    }
    fd.close();
    return Optional.empty();
  }

  /** Returns the size that it has now; 80 columns and 24 rows where it has none. */
  public synchronized TerminalSize size() throws CaissonException {
    Tty.Size size = tty.size();
    return size.columns() == 0 || size.rows() == 0
        ? USUAL
        : new TerminalSize(size.columns(), size.rows());
  }

  /**
   * Makes it pass each byte on as it is typed, without an echo: Ctrl-C then ends nothing here. Does
   * nothing where this has been done.
   */
  public synchronized void makeRaw() throws CaissonException {
    if (before.isEmpty()) {
      Tty.Settings found = tty.settings();
      Runtime.getRuntime().addShutdownHook(hook);
      before = Optional.of(found);
      tty.set(found.raw());
    }
  }

  private synchronized void restore() throws SystemCallException {
    if (before.isPresent()) {
      Tty.Settings found = before.get();
      before = Optional.empty();
      tty.set(found);
    }
  }

  private void restoreAtTheEnd() {
    try {
      restore();
    } catch (SystemCallException e) {
      System.getLogger(OwnTerminal.class.getPackageName())
          .log(System.Logger.Level.WARNING, "restore terminal", e);
    }
  }

  /** Makes it again what it was; a second call does nothing. */
  @Override
  public synchronized void close() throws CaissonException {
    if (fd.isOpen()) {
      try {
        restore();
      } finally {
        fd.close();
        forgetHook();
      }
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and there is nothing left for the hook to do.
    }
  }
}
