package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a layout in a directory, of which none may be a link. */
final class LayoutDirectory implements LayoutFiles {

  private static final String REMEDY = "name a folder that is an OCI image layout";
  // Blobs are files of the layout itself: a link in their place leads to the host's files.
  private static final OpenHow NO_LINKS =
      OpenHow.of(OpenFlag.NONBLOCK).resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private final Path path;
  private final Directory directory;
  private final List<OpenFile> opened = new ArrayList<>();

  private LayoutDirectory(Path path, Directory directory) {
    this.path = path;
    this.directory = directory;
  }

  static LayoutDirectory open(Path path) throws CaissonException {
    try {
      return new LayoutDirectory(path, Directory.open(path));
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
      InvalidImageException missing =
          InvalidImage.reading(path.toString(), "there is no such directory", REMEDY);
      missing.initCause(e);
      throw missing;
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public boolean has(String file) throws CaissonException {
    try (OpenFile found = directory.openFile(CString.of(file), NO_LINKS)) {
      return found.stat().type() == FileType.REGULAR;
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public FileRegion find(String file) throws CaissonException {
    OpenFile found = open(file);
    opened.add(found);
    return region(file, found);
  }

  @Override
  public byte[] read(String file) throws CaissonException {
    try (OpenFile found = open(file)) {
      return region(file, found).document();
    }
  }

  private FileRegion region(String file, OpenFile found) throws CaissonException {
    String name = path + "/" + file;
    if (found.stat().type() != FileType.REGULAR) {
      throw InvalidImage.reading(name, "not a regular file");
    }
    return new FileRegion(name, found, 0, found.stat().size());
  }

  private OpenFile open(String file) throws CaissonException {
    try {
      return directory.openFile(CString.of(file), NO_LINKS);
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ELOOP)) {
        throw e;
      }
      String name = path + "/" + file;
      String cause = e.is(Errno.ENOENT) ? "there is no such file" : "a symbolic link";
      InvalidImageException invalid =
          file.equals(OciLayoutReader.MARK)
              ? InvalidImage.reading(name, cause, REMEDY)
              : InvalidImage.reading(name, cause);
      invalid.initCause(e);
      throw invalid;
    }
  }

  @Override
  public void close() {
    opened.forEach(OpenFile::close);
    directory.close();
  }
}
