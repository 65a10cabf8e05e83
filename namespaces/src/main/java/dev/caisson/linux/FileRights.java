package dev.caisson.linux;

import dev.caisson.error.CaissonException;
import java.util.Optional;

/** The right to read files that the JVM itself may not, because of their modes. */
public interface FileRights {

  /**
   * Opens a path, from where an open file or directory is.
   *
   * @throws dev.caisson.error.SystemCallException as openat2(2) fails
   */
  Fd open(FileHandle from, CString path, OpenHow how) throws CaissonException;

  /**
   * Opens the content of the file that is at a place, whatever has become of its name.
   *
   * @throws dev.caisson.error.SystemCallException as openat2(2) fails
   */
  Fd openContent(OpenFile place, OpenHow how) throws CaissonException;

  /** Returns an extended attribute's value; empty where the file has none of this name. */
  Optional<byte[]> xattr(FileHandle file, CString name) throws CaissonException;
}
