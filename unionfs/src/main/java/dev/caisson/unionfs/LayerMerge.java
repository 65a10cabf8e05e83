package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileCopy;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Nodes;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import dev.caisson.linux.Stat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Copies layers over one another into a directory: what a union of them shows.
 *
 * <p>The layers are an attacker's, and hold still. Each step is relative to descriptors on both
 * sides and follows no link; only regular files are opened.
 */
final class LayerMerge implements AutoCloseable {

  private static final int DEEPEST = 500;
  private static final int PRIVATE = 0700;
  private static final CString HERE = CString.of(".");
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  private static final OpenHow READ = OpenHow.of(OpenFlag.NONBLOCK, OpenFlag.NOCTTY);
  private static final OpenHow BELOW =
      OpenHow.of(OpenFlag.PATH, OpenFlag.DIRECTORY)
          .resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private final Directory target;
  private final FileCopy contents = new FileCopy();
  private final CopiedAttributes attributes = new CopiedAttributes();
  private final Map<Inode, Name> linked = new HashMap<>();

  private record Inode(Stat.Device device, long number) {}

  /** A name that a file has got in the target already. */
  private record Name(CString directory, CString name) {}

  LayerMerge(Directory target) {
    this.target = target;
  }

  /** Copies a layer over those that are there. */
  void add(Directory layer) throws CaissonException {
    linked.clear();
    try (OpenFile place = layer.openFile(HERE, PLACE)) {
      merge(layer, target, HERE, 0);
      attributes.copy(place, target);
    }
  }

  private void merge(Directory from, Directory to, CString path, int depth)
      throws CaissonException {
    if (depth > DEEPEST) {
      throw new CaissonException(
          "copy layer",
          path.toString(),
          "more than " + DEEPEST + " directories in one another",
          Optional.of("use a backend that does not copy"));
    }
    boolean fileWhiteouts = OverlayMarks.mayHoldFileWhiteouts(from);
    for (CString name : from.list()) {
      try (OpenFile place = from.openFile(name, PLACE)) {
        Stat stat = place.stat();
        if (OverlayMarks.isWhiteout(stat) || (fileWhiteouts && isFileWhiteout(place, stat))) {
          remove(to, name);
        } else if (stat.type() == FileType.DIRECTORY) {
          mergeDirectory(place, to, new Name(path, name), depth);
        } else {
          remove(to, name);
          copy(place, stat, to, new Name(path, name));
        }
      }
    }
  }

  private static boolean isFileWhiteout(OpenFile place, Stat stat) throws CaissonException {
    return stat.type() == FileType.REGULAR
        && stat.size() == 0
        && place.xattr(OverlayMarks.whiteout()).isPresent();
  }

  private static void remove(Directory to, CString name) throws CaissonException {
    if (to.find(name).isPresent()) {
      to.removeTree(name);
    }
  }

  private void mergeDirectory(OpenFile place, Directory to, Name name, int depth)
      throws CaissonException {
    try (Directory from = place.openDirectory()) {
      Optional<Stat> there = to.find(name.name());
      boolean merged = there.isPresent() && there.get().type() == FileType.DIRECTORY;
      if (there.isPresent() && (!merged || OverlayMarks.isOpaque(from))) {
        to.removeTree(name.name());
        merged = false;
      }
      if (!merged) {
        to.makeDirectory(name.name(), PRIVATE);
      }
      try (Directory child = to.child(name.name())) {
        merge(from, child, join(name.directory(), name.name()), depth + 1);
        attributes.copy(place, child);
      }
    }
  }

  private static CString join(CString directory, CString name) {
    return directory.equals(HERE) ? name : directory.resolve(name);
  }

  private void copy(OpenFile place, Stat stat, Directory to, Name name) throws CaissonException {
    if (stat.links() > 1) {
      Inode inode = new Inode(stat.device(), stat.inode());
      Name first = linked.putIfAbsent(inode, name);
      if (first != null) {
        try (Directory holder = target.openDirectory(first.directory(), BELOW)) {
          holder.link(first.name(), to, name.name());
        }
        return;
      }
    }
    switch (stat.type()) {
      case REGULAR -> copyFile(place, to, name.name());
      case SYMLINK -> {
        to.makeSymlink(place.linkTarget(), name.name());
        attributes.copy(place, stat, to, name.name());
      }
      default -> {
        Nodes.make(to, name.name(), stat.type(), 0, stat.represents());
        attributes.copy(place, stat, to, name.name());
      }
    }
  }

  private void copyFile(OpenFile place, Directory to, CString name) throws CaissonException {
    try (OpenFile from = place.openContent(READ);
        OpenFile copy = to.createFile(name)) {
      contents.copy(from, copy);
      attributes.copy(place, copy);
    }
  }

  @Override
  public void close() {
    contents.close();
  }
}
