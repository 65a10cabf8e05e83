package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies a tree from descriptor to descriptor: no link is followed on either side, what is looked
 * at is what is read, and what is written is new.
 */
final class TreeCopy implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;
  private static final int DEEPEST = 100;
  private static final int OWNER_ALL = 0700;
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  // Else a lease of the container's would keep the JVM waiting.
  private static final OpenHow READ = OpenHow.of(OpenFlag.NONBLOCK, OpenFlag.NOCTTY);

  private final CopyLimits limits;
  private final Destination destination;
  private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);
  private final List<String> skipped = new ArrayList<>();
  private int files;
  private long bytes;
  private boolean begun;

  TreeCopy(CopyLimits limits, Destination destination) {
    this.limits = limits;
    this.destination = destination;
  }

  /** Copies what is at a place to a name that is free; a failure leaves nothing there. */
  Copied copy(OpenFile place, String path, Directory target, CString name) throws CaissonException {
    if (!isCopied(place)) {
      throw new CaissonException(
          "copy",
          path,
          "it is neither a file nor a directory nor a symbolic link",
          Optional.empty());
    }
    if (target.find(name).isPresent()) {
      throw new SystemCallException("make", name.toString(), Errno.EEXIST.number());
    }
    try {
      copy(place, new Spot(path, target, name, 0));
    } catch (CaissonException | RuntimeException e) {
      undo(e, target, name);
      throw e;
    }
    return new Copied(files, bytes, skipped);
  }

  private void undo(Exception cause, Directory target, CString name) {
    if (!begun) {
      // What may be there is another's.
      return;
    }
    try {
      target.removeTree(name);
    } catch (CaissonException e) {
      cause.addSuppressed(e);
    }
  }

  /** Where a copy goes; the path is that of the original. */
  private record Spot(String path, Directory target, CString name, int depth) {}

  private static boolean isCopied(OpenFile place) throws SystemCallException {
    FileType type = place.stat().type();
    boolean plain =
        type == FileType.REGULAR || type == FileType.DIRECTORY || type == FileType.SYMLINK;
    return plain && !place.isOfKernel();
  }

  private void copy(OpenFile place, Spot spot) throws CaissonException {
    if (files >= limits.files()) {
      throw exceeded(spot, limits.files() + " files");
    }
    files++;
    Stat stat = place.stat();
    switch (stat.type()) {
      case REGULAR -> copyFile(place, stat, spot);
      case DIRECTORY -> copyDirectory(place, stat, spot);
      default -> copyLink(place, spot);
    }
  }

  private void copyLink(OpenFile place, Spot spot) throws CaissonException {
    CString aim = place.linkTarget();
    destination.make(
        () -> {
          spot.target().makeSymlink(aim, spot.name());
          return spot;
        });
    begun = true;
  }

  private void copyFile(OpenFile place, Stat stat, Spot spot) throws CaissonException {
    try (OpenFile from = place.openContent(READ);
        OpenFile to = destination.make(() -> spot.target().createFile(spot.name()))) {
      begun = true;
      long position = 0;
      int count = from.read(position, buffer, CHUNK);
      while (count > 0) {
        position += count;
        bytes += count;
        if (bytes > limits.bytes()) {
          throw exceeded(spot, limits.bytes() + " bytes");
        }
        to.write(buffer, 0, count);
        count = from.read(position, buffer, CHUNK);
      }
      to.changeMode(destination.mode(stat));
    }
  }

  private void copyDirectory(OpenFile place, Stat stat, Spot spot) throws CaissonException {
    if (spot.depth() == DEEPEST) {
      throw exceeded(spot, DEEPEST + " directories in one another");
    }
    destination.make(
        () -> {
          spot.target().makeDirectory(spot.name(), OWNER_ALL);
          return spot;
        });
    begun = true;
    try (Directory from = place.openDirectory();
        Directory to = spot.target().child(spot.name())) {
      String above = spot.path().endsWith("/") ? spot.path() : spot.path() + "/";
      for (CString name : from.list(limits.files())) {
        String path = above + FileName.text(name);
        copyEntry(from, new Spot(path, to, name, spot.depth() + 1));
      }
      to.changeMode(destination.mode(stat));
    }
  }

  private void copyEntry(Directory from, Spot spot) throws CaissonException {
    Optional<OpenFile> there = open(from, spot.name());
    if (there.isEmpty()) {
      return;
    }
    try (OpenFile place = there.get()) {
      if (isCopied(place)) {
        copy(place, spot);
      } else {
        skipped.add(spot.path());
      }
    }
  }

  /** Opens a place; a name that is gone since it was listed is as good as one that never was. */
  private static Optional<OpenFile> open(Directory from, CString name) throws SystemCallException {
    try {
      return Optional.of(from.openFile(name, PLACE));
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static CaissonException exceeded(Spot spot, String limit) {
    return new CaissonException(
        "copy", spot.path(), "more than " + limit, Optional.of("copy less, or raise the limits"));
  }

  @Override
  public void close() {
    buffer.close();
  }
}
