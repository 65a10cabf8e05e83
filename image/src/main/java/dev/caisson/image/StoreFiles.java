package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.launch.InsideRights;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;

/**
 * Reads files of unpacked layers. An ordinary user owns all of his, but some have modes, which must
 * not be changed, that keep him from reading.
 */
final class StoreFiles implements AutoCloseable {

  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW, OpenFlag.NONBLOCK);

  private final InsideRights owners = InsideRights.overOwnFiles();

  /** Opens a file for reading. */
  OpenFile open(Directory directory, CString name) throws CaissonException {
    try {
      return directory.openFile(name, READ);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EACCES)) {
        throw e;
      }
      return OpenFile.own(owners.open(directory, name, READ));
    }
  }

  /** Returns the value of an attribute that is there. */
  byte[] xattr(FileHandle file, CString name) throws CaissonException {
    try {
      return file.xattr(name).orElseThrow();
    } catch (SystemCallException e) {
      if (!e.is(Errno.EACCES)) {
        throw e;
      }
      return owners.xattr(file, name).orElseThrow();
    }
  }

  @Override
  public void close() throws CaissonException {
    owners.close();
  }
}
