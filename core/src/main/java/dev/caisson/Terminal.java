package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.StandardStream;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Handover;
import dev.caisson.linux.Tty;
import java.util.Optional;

/** The JVM's side of a command's terminal: first a socket, and from the start on the master. */
final class Terminal implements AutoCloseable {

  private final TerminalSize size;
  private final Handover handover;
  private Optional<Fd> master = Optional.empty();

  private Terminal(TerminalSize size, Handover handover) {
    this.size = size;
    this.handover = handover;
  }

  static Terminal open(TerminalSize size) throws SystemCallException {
    return new Terminal(size, Handover.open());
  }

  /** Returns what each of the command's 0, 1 and 2 is. */
  StandardStream inside() {
    return new StandardStream.Terminal(handover.sending(), size.columns(), size.rows());
  }

  /** Closes the JVM's copy of what the command's process has by now. */
  void closeInside() {
    handover.sending().close();
  }

  /** Takes the master, which the started command has handed over. */
  synchronized void receive() throws CaissonException {
    master = handover.receive();
    handover.close();
    if (master.isEmpty()) {
      throw new CaissonException(
          "receive terminal",
          "",
          "the command's process has handed none over",
          Optional.of("report it, with the kernel's version: this is a fault of the library"));
    }
  }

  /** Returns a descriptor of the master, for one of the streams. */
  synchronized Fd stream() throws SystemCallException {
    return Fd.duplicate(master.orElseThrow().number());
  }

  /** Sets the size; does nothing once closed. */
  synchronized void resize(TerminalSize to) throws SystemCallException {
    if (master.isPresent() && master.get().isOpen()) {
      new Tty(master.get()).resize(new Tty.Size(to.columns(), to.rows()));
    }
  }

  @Override
  public synchronized void close() {
    handover.close();
    master.ifPresent(Fd::close);
  }
}
