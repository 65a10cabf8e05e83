package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.LowerLayers.Found;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.FileType;
import java.util.Optional;

/**
 * What the layers below show of one that is being unpacked; they are opened only once something is
 * asked for that the layer itself does not say.
 */
final class Below implements AutoCloseable {

  /** Opens the layers, once they are complete. */
  interface Opening {
    LowerLayers open() throws CaissonException;
  }

  /** Says which paths the layer itself hides. */
  interface Hiding {
    boolean isHidden(EntryPath path) throws CaissonException;
  }

  // Each step is a few system calls, which an attacker could ask for without end.
  private static final long MAX_STEPS = 10_000_000;

  private final Opening opening;
  private long steps;
  private Hiding hiding = path -> false;
  private Optional<LowerLayers> opened = Optional.empty();

  Below(Opening opening) {
    this.opening = opening;
  }

  /** Asks from now on whether the layer itself hides what is asked for. */
  void hideBy(Hiding other) {
    hiding = other;
  }

  /** Finds what the layers below show at a path. */
  Optional<Found> find(EntryPath path) throws CaissonException {
    LowerLayers layers = askFor(path);
    return hiding.isHidden(path) ? Optional.empty() : layers.find(path);
  }

  /** Finds what the layers below have at a path, which the layer itself may hide by now. */
  Optional<Found> findEvenIfHidden(EntryPath path) throws CaissonException {
    return askFor(path).find(path);
  }

  private LowerLayers askFor(EntryPath path) throws CaissonException {
    if (opened.isEmpty()) {
      opened = Optional.of(opening.open());
    }
    steps += path.names().size();
    if (steps > MAX_STEPS) {
      throw InvalidImage.reading(
          path.toString(), "too many files in deep directories that only layers below describe");
    }
    return opened.get();
  }

  /** Returns where a symbolic link at a path leads; empty where there is none. */
  Optional<CString> link(EntryPath path) throws CaissonException {
    Optional<Found> found = find(path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Found there = found.get()) {
      return there.stat().type() == FileType.SYMLINK
          ? Optional.of(there.above().readLink(there.name()))
          : Optional.empty();
    }
  }

  /** Returns whether there is a directory at a path. */
  boolean isDirectory(EntryPath path) throws CaissonException {
    Optional<Found> found = path.isRoot() ? Optional.empty() : find(path);
    found.ifPresent(Found::close);
    return path.isRoot() || found.filter(f -> f.stat().type() == FileType.DIRECTORY).isPresent();
  }

  /** Returns whether anything was asked, so that other layers below might make another layer. */
  boolean isAsked() {
    return opened.isPresent();
  }

  @Override
  public void close() {
    opened.ifPresent(LowerLayers::close);
  }
}
