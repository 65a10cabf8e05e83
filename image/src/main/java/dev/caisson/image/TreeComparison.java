package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.FileType;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import dev.caisson.linux.Stat;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares two trees entry by entry: type, mode, owner, times, contents and attributes. */
final class TreeComparison implements AutoCloseable {

  private static final int BUFFER_SIZE = 1 << 20;
  private static final OpenHow BENEATH =
      OpenHow.of(OpenFlag.DIRECTORY).resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private final Directory one;
  private final Directory two;
  private final StoreFiles files = new StoreFiles();
  private final NativeBuffer first = NativeBuffer.allocate(BUFFER_SIZE);
  private final NativeBuffer second = NativeBuffer.allocate(BUFFER_SIZE);
  private final Deque<CString> pending = new ArrayDeque<>();

  TreeComparison(Directory one, Directory two) {
    this.one = one;
    this.two = two;
  }

  /** Returns where the trees first differ, and how; empty where they are the same. */
  Optional<String> difference() throws CaissonException {
    pending.push(CString.of("."));
    Optional<String> difference = Optional.empty();
    while (difference.isEmpty() && !pending.isEmpty()) {
      CString path = pending.pop();
      try (Directory here = one.openDirectory(path, BENEATH);
          Directory there = two.openDirectory(path, BENEATH)) {
        difference = inDirectory(path, here, there);
      }
    }
    return difference;
  }

  private Optional<String> inDirectory(CString path, Directory here, Directory there)
      throws CaissonException {
    if (!hasSameAttributes(here, there)) {
      return Optional.of(path + ": attributes");
    }
    Set<CString> names = new HashSet<>(here.list());
    if (!names.equals(new HashSet<>(there.list()))) {
      return Optional.of(path + ": names");
    }
    for (CString name : names) {
      CString entry = path.resolve(name);
      Optional<String> difference = entry(name, here, there);
      if (difference.isPresent()) {
        return Optional.of(entry + ": " + difference.get());
      }
      if (here.find(name).orElseThrow().type() == FileType.DIRECTORY) {
        pending.push(entry);
      }
    }
    return Optional.empty();
  }

  private Optional<String> entry(CString name, Directory here, Directory there)
      throws CaissonException {
    Stat stat = here.find(name).orElseThrow();
    Stat other = there.find(name).orElseThrow();
    if (!isSame(stat, other)) {
      return Optional.of("type, mode, owner, size or time");
    }
    boolean same =
        switch (stat.type()) {
          case REGULAR -> hasSameContent(name, here, there);
          case SYMLINK -> here.readLink(name).equals(there.readLink(name));
          default -> true;
        };
    return same ? Optional.empty() : Optional.of("contents or attributes");
  }

  private static boolean isSame(Stat stat, Stat other) {
    boolean directory = stat.type() == FileType.DIRECTORY;
    return stat.type() == other.type()
        && stat.mode() == other.mode()
        && stat.uid() == other.uid()
        && stat.gid() == other.gid()
        && stat.represents().equals(other.represents())
        && (directory || (stat.size() == other.size() && stat.links() == other.links()))
        && (LowerLayers.isWhiteout(stat) || stat.modified().equals(other.modified()));
  }

  private boolean hasSameContent(CString name, Directory here, Directory there)
      throws CaissonException {
    try (OpenFile file = files.open(here, name);
        OpenFile other = files.open(there, name)) {
      return hasSameAttributes(file, other) && hasSameBytes(file, other);
    }
  }

  private boolean hasSameAttributes(FileHandle file, FileHandle other) throws CaissonException {
    List<CString> names = file.xattrNames();
    if (!new HashSet<>(names).equals(new HashSet<>(other.xattrNames()))) {
      return false;
    }
    for (CString name : names) {
      byte[] value = files.xattr(file, name);
      if (!Arrays.equals(value, files.xattr(other, name))) {
        return false;
      }
    }
    return true;
  }

  private boolean hasSameBytes(OpenFile file, OpenFile other) throws CaissonException {
    long position = 0;
    int count;
    do {
      count = file.read(position, first, BUFFER_SIZE);
      if (count != other.read(position, second, BUFFER_SIZE)
          || !first.bytes().slice(0, count).equals(second.bytes().slice(0, count))) {
        return false;
      }
      position += count;
    } while (count == BUFFER_SIZE);
    return true;
  }

  @Override
  public void close() throws CaissonException {
    first.close();
    second.close();
    files.close();
  }
}
