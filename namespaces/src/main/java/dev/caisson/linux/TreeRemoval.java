package dev.caisson.linux;

import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Removes a tree of any depth with two descriptors and without recursion: down by name without
 * following links, up by {@code ..}.
 */
final class TreeRemoval implements AutoCloseable {

  private static final int OWNER_ALL = 0700;
  // What is mounted there is no part of the tree: EXDEV.
  private static final OpenHow BELOW =
      OpenHow.of(OpenFlag.DIRECTORY, OpenFlag.NOFOLLOW).resolve(ResolveFlag.NO_XDEV);

  /** A step down: the name taken, the directory it was taken in, and what is still to do there. */
  private record Level(CString name, Stat above, Deque<CString> pending) {}

  private final Deque<Level> levels = new ArrayDeque<>();
  private Directory current;
  private Deque<CString> pending = new ArrayDeque<>();

  private TreeRemoval(Directory start) {
    this.current = start;
  }

  static void remove(Directory parent, CString name) throws SystemCallException {
    if (removeLeaf(parent, name)) {
      return;
    }
    try (TreeRemoval removal = new TreeRemoval(parent.reopen())) {
      removal.descend(name);
      while (!removal.levels.isEmpty()) {
        removal.step();
      }
    }
  }

  /** Removes what is not a directory; returns whether the name is gone. */
  private static boolean removeLeaf(Directory parent, CString name) throws SystemCallException {
    try {
      parent.unlink(name);
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return true;
      }
      if (e.is(Errno.EISDIR)) {
        return false;
      }
      throw e;
    }
  }

  private void step() throws SystemCallException {
    if (pending.isEmpty()) {
      // What earlier batches named is gone by now, so each starts at the front.
      try (Directory front = current.reopen()) {
        pending.addAll(Listing.next(front));
      }
    }
    if (pending.isEmpty()) {
      ascend();
      return;
    }
    CString name = pending.pop();
    if (!removeLeaf(current, name)) {
      descend(name);
    }
  }

  private void descend(CString name) throws SystemCallException {
    Stat above = current.stat();
    Directory below = open(name);
    current.close();
    current = below;
    levels.push(new Level(name, above, pending));
    pending = new ArrayDeque<>();
  }

  private Directory open(CString name) throws SystemCallException {
    Stat stat = current.find(name).orElseThrow(() -> gone(name));
    if ((stat.mode() & OWNER_ALL) != OWNER_ALL && stat.type() == FileType.DIRECTORY) {
      // An ordinary user can't even list, let alone empty, a directory of mode 0.
      current.changeMode(name, OWNER_ALL);
    }
    return current.openDirectory(name, BELOW);
  }

  private static SystemCallException gone(CString name) {
    return new SystemCallException("remove", name.toString(), Errno.ENOENT.number());
  }

  private void ascend() throws SystemCallException {
    Level level = levels.pop();
    Directory above = current.parent();
    current.close();
    current = above;
    if (!above.stat().isSameFile(level.above())) {
      // Someone moved the tree while it was being removed: what is above now is not ours.
      throw new SystemCallException("remove", level.name().toString(), Errno.ESTALE.number());
    }
    above.removeDirectory(level.name());
    pending = level.pending();
  }

  @Override
  public void close() {
    current.close();
  }
}
