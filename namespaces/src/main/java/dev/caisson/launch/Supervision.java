package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Handover;
import dev.caisson.linux.SeccompListener;
import dev.caisson.namespaces.seccomp.Caller;
import dev.caisson.namespaces.seccomp.SupervisedAnswer;
import dev.caisson.namespaces.seccomp.SupervisedCall;
import dev.caisson.namespaces.seccomp.Supervisor;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/**
 * The thread that asks a supervisor about the system calls of a command and of all that it starts.
 * It ends when the last of them has ended, or when the command is not executed at all.
 */
public final class Supervision implements AutoCloseable {

  private static final String NAME = "caisson-supervisor";

  private final Supervisor supervisor;
  private final Handover handover;

  private Supervision(Supervisor supervisor, Handover handover) {
    this.supervisor = supervisor;
    this.handover = handover;
  }

  /** Starts the thread, which waits for the listener of the command's filter. */
  public static Supervision start(Supervisor supervisor) throws CaissonException {
    Supervision supervision = new Supervision(supervisor, Handover.open());
    Thread thread = new Thread(supervision::run, NAME);
    thread.setDaemon(true);
    thread.start();
    return supervision;
  }

  /** Returns the socket for the process that is to install the filter. */
  public Fd sendingEnd() {
    return handover.sending();
  }

  /** Leaves the socket to that process. */
  @Override
  public void close() {
    handover.sending().close();
  }

  private void run() {
    try {
      Optional<Fd> listener = receive();
      if (listener.isPresent()) {
        try (SeccompListener calls = new SeccompListener(listener.get())) {
          serve(calls);
        }
      }
    } catch (CaissonException e) {
      // Only by a bug of ours; the thread's handler tells.
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Fd> receive() throws CaissonException {
    try {
      return handover.await() ? handover.receive() : Optional.empty();
    } finally {
      handover.receiving().close();
    }
  }

  private void serve(SeccompListener calls) throws CaissonException {
    while (calls.await()) {
      Optional<SeccompListener.Request> request = calls.receive();
      if (request.isPresent()) {
        answer(calls, request.get());
      }
    }
  }

  private void answer(SeccompListener calls, SeccompListener.Request request)
      throws CaissonException {
    Caller caller = new Caller(request.thread(), () -> calls.isWaiting(request));
    SupervisedAnswer answer = decide(SupervisedCall.read(caller, request.data()));
    if (answer instanceof SupervisedAnswer.Proceed) {
      calls.proceed(request);
    } else if (answer instanceof SupervisedAnswer.Returning returning) {
      calls.complete(request, returning.result());
    } else if (answer instanceof SupervisedAnswer.Failing failing) {
      calls.fail(request, failing.errno());
    }
  }

  private SupervisedAnswer decide(SupervisedCall call) {
    try {
      return Objects.requireNonNull(supervisor.answer(call), "answer of the supervisor");
    } catch (Throwable e) {
      // Checked ones too: other languages throw them from anywhere.
      tell(e);
      return SupervisedAnswer.failing(Errno.EPERM);
    }
  }

  private static void tell(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable e) {
      // What a handler throws is ignored by the JVM too; the next call must be answered.
    }
  }
}
