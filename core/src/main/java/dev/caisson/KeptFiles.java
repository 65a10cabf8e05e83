package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Handover;
import java.util.Optional;

/**
 * What a container handed over before its command was executed, and which no path of its leads to.
 * It lies in a socket until somebody asks for it.
 */
final class KeptFiles implements AutoCloseable {

  private final Handover handover;
  private Optional<Received> received = Optional.empty();

  private record Received(Directory tree, Optional<Directory> changes) {}

  private KeptFiles(Handover handover) {
    this.handover = handover;
  }

  /** Makes the socket. */
  static KeptFiles expected() throws CaissonException {
    return new KeptFiles(Handover.open());
  }

  /** Returns the end by which they are handed over. */
  Fd sendingEnd() {
    return handover.sending();
  }

  /** Lets go of the end by which they are handed over, once a container has it. */
  void sent() {
    handover.sending().close();
  }

  /** Returns the root file system, without what is mounted in it; this goes on owning it. */
  synchronized Directory tree() throws CaissonException {
    return received().tree();
  }

  /**
   * Returns the writable layer alone, which this goes on owning; empty if there is none for the
   * whole root.
   */
  synchronized Optional<Directory> changes() throws CaissonException {
    return received().changes();
  }

  private Received received() throws CaissonException {
    if (received.isEmpty()) {
      Optional<Fd> tree = handover.receive();
      if (tree.isEmpty()) {
        throw new CaissonException(
            "open files of container", "", "they were not handed over", Optional.empty());
      }
      Directory root = Directory.own(tree.get());
      received = Optional.of(new Received(root, Optional.empty()));
      received = Optional.of(new Received(root, handover.receive().map(Directory::own)));
    }
    return received.get();
  }

  @Override
  public synchronized void close() {
    handover.close();
    received.ifPresent(
        files -> {
          files.tree().close();
          files.changes().ifPresent(Directory::close);
        });
  }
}
