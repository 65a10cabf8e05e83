package dev.caisson.examples.cli;

import dev.caisson.OwnTerminal;
import dev.caisson.RunningContainer;
import dev.caisson.error.CaissonException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A command's terminal on that of the caller. */
final class TerminalSession {

  private static final int CHUNK = 4096;

  private final RunningContainer running;

  TerminalSession(RunningContainer running) {
    this.running = running;
  }

  /** Begins to pass on what is typed, and what is shown. */
  Pump start(Optional<OwnTerminal> own) throws CaissonException {
    if (own.isPresent()) {
      work(own.get());
    }
    return Pump.start("terminal", running, running.stdout(), FileDescriptor.out);
  }

  private void work(OwnTerminal own) throws CaissonException {
    own.makeRaw();
    SignalHandler.install("WINCH", signal -> resize(own));
    // It may have changed since the command was given its size.
    resize(own);
    Thread typed = new Thread(this::type, "caisson-typed");
    typed.setDaemon(true);
    typed.start();
  }

  private void resize(OwnTerminal own) {
    try {
      running.resize(own.size());
    } catch (CaissonException | IllegalStateException e) {
      // One of the two has just been closed.
    }
  }

  // The file is this process's own: it is not closed.
  @SuppressWarnings("resource")
  private void type() {
    InputStream own = new FileInputStream(FileDescriptor.in);
    byte[] chunk = new byte[CHUNK];
    try (OutputStream stdin = running.stdin()) {
      for (int count = own.read(chunk); count > 0; count = own.read(chunk)) {
        stdin.write(chunk, 0, count);
      }
    } catch (IOException e) {
      // The command has ended.
    }
  }
}
