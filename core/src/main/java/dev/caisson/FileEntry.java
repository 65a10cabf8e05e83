package dev.caisson;

import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Stat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a file in a container; of a symbolic link itself where it is one.
 *
 * @param name its name in its directory, in the form that {@link ContainerFiles} describes
 * @param size the size in bytes
 * @param mode the permissions with setuid, setgid and sticky, from 0 to 07777
 * @param uid the owner inside; empty where he is nobody there
 * @param gid the group inside; empty where it is nobody there
 * @param modified when the contents changed last
 */
public record FileEntry(
    String name,
    Type type,
    long size,
    int mode,
    OptionalLong uid,
    OptionalLong gid,
    Instant modified) {

  /**
   * The type of a file.
   *
   * @see <a href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a>
   */
  public enum Type {
    /** A file with contents. */
    REGULAR,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    SYMLINK,
    /** A named pipe. */
    FIFO,
    /** A Unix socket. */
    SOCKET,
    /** A character device. */
    CHARACTER_DEVICE,
    /** A block device. */
    BLOCK_DEVICE
  }

  private static final int MOST = 100_000;

  /** Returns what is in a directory; what goes meanwhile is left out. */
  static List<FileEntry> all(Directory directory, FileOwners owners) throws SystemCallException {
    List<FileEntry> entries = new ArrayList<>();
    for (CString name : directory.list(MOST)) {
      Optional<Stat> stat = directory.find(name);
      stat.ifPresent(there -> entries.add(of(FileName.text(name), there, owners)));
    }
    return entries;
  }

  static FileEntry of(String name, Stat stat, FileOwners owners) {
    return new FileEntry(
        name,
        Type.valueOf(stat.type().name()),
        stat.size(),
        stat.mode(),
        owners.userInside(stat.uid()),
        owners.groupInside(stat.gid()),
        Instant.ofEpochSecond(stat.modified().seconds(), stat.modified().nanoseconds()));
  }
}
