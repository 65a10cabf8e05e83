package dev.caisson.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** A file beside the one whose name it gets when it is complete; a signal does not leave it. */
final class Draft implements AutoCloseable {

  private static final Set<PosixFilePermission> USUAL =
      PosixFilePermissions.fromString("rw-rw-rw-");

  private final Path target;
  private final Path part;
  private final Thread removal = new Thread(this::removeAtTheEnd, "caisson-draft");
  private boolean gone;

  /** Makes the draft of a file that is not there, or is replaced. */
  Draft(Path target) {
    this.target = target;
    // A name that nobody can guess: in a folder that others write to, it may not be a link of
    // theirs.
    this.part = target.resolveSibling(".caisson-" + UUID.randomUUID() + ".part");
  }

  /** Makes the file; who may read the one that is replaced may read it. */
  synchronized OutputStream create() throws IOException {
    boolean replaces = Files.exists(target);
    Set<PosixFilePermission> permissions = replaces ? Files.getPosixFilePermissions(target) : USUAL;
    Runtime.getRuntime().addShutdownHook(removal);
    OutputStream out =
        Channels.newOutputStream(
            Files.newByteChannel(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(permissions)));
    if (replaces) {
      // The file mode creation mask is for new files.
      Files.setPosixFilePermissions(part, permissions);
    }
    return out;
  }

  /** Gives the file its name. */
  synchronized void finish() throws IOException {
    if (!gone) {
      // Anything else than rename(2) removes first what is there, whatever it is.
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void removeAtTheEnd() {
    try {
      remove();
    } catch (IOException e) {
      Complaint.of(e).print();
    }
  }

  private synchronized void remove() throws IOException {
    gone = true;
    Files.deleteIfExists(part);
  }

  /** Removes what did not get its name. */
  @Override
  public void close() throws IOException {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException e) {
      // This JVM ends already.
    }
  }
}
