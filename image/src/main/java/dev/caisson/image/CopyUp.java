package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.LowerLayers.Found;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;

/** Copies files and the attributes of directories from layers below. */
final class CopyUp implements AutoCloseable {

  private static final int BUFFER_SIZE = 1 << 20;

  private final XattrPolicy policy;
  private final StoreFiles files = new StoreFiles();

  CopyUp(XattrPolicy policy) {
    this.policy = policy;
  }

  /** Copies a file, symbolic link or FIFO, to the same name. */
  void copy(Found lower, LayerTree tree, Directory above) throws CaissonException {
    CString name = lower.name();
    switch (lower.stat().type()) {
      case REGULAR -> copyFile(lower, tree, above);
      case SYMLINK -> {
        tree.makeSymlink(above, name, lower.above().readLink(name));
        copyOwnerAndTime(lower, above);
      }
      case FIFO -> {
        tree.makeFifo(above, name);
        copyOwnerAndTime(lower, above);
        above.changeMode(name, lower.stat().mode());
      }
      default -> throw InvalidImage.reading(name.toString(), "a hard link to a device below");
    }
  }

  private void copyFile(Found lower, LayerTree tree, Directory above) throws CaissonException {
    try (OpenFile from = files.open(lower.above(), lower.name());
        OpenFile to = tree.createFile(above, lower.name());
        NativeBuffer buffer = NativeBuffer.allocate(BUFFER_SIZE)) {
      long position = 0;
      int count;
      do {
        count = from.read(position, buffer, BUFFER_SIZE);
        to.write(buffer, 0, count);
        position += count;
      } while (count == BUFFER_SIZE);
      copyAttributes(from, lower.stat(), to);
      finish(from, lower.stat(), to);
    }
  }

  private void copyOwnerAndTime(Found lower, Directory above) throws CaissonException {
    Stat stat = lower.stat();
    if (policy.privileged()) {
      above.changeOwner(lower.name(), stat.uid(), stat.gid());
    }
    above.changeTimes(lower.name(), stat.modified(), stat.modified());
  }

  /** Copies all but what a directory's files would change or inherit. */
  void copyAttributes(FileHandle from, Stat stat, FileHandle to) throws CaissonException {
    if (policy.privileged()) {
      to.changeOwner(stat.uid(), stat.gid());
    }
    copyXattrs(from, to, false);
    to.changeMode(stat.mode());
  }

  /** Copies what is left to copy once a directory is full. */
  void finish(FileHandle from, Stat stat, FileHandle to) throws CaissonException {
    copyXattrs(from, to, true);
    to.changeTimes(stat.modified(), stat.modified());
  }

  private void copyXattrs(FileHandle from, FileHandle to, boolean inherited)
      throws CaissonException {
    for (CString name : from.xattrNames()) {
      if (policy.isReplaceable(name) && XattrPolicy.isInherited(name) == inherited) {
        to.setXattr(name, files.xattr(from, name));
      }
    }
  }

  @Override
  public void close() throws CaissonException {
    files.close();
  }
}
