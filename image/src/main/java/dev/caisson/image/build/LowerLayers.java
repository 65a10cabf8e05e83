package dev.caisson.image.build;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The read-only layers below the one that is packed, where it matters what they have. */
public final class LowerLayers implements AutoCloseable {

  private static final OpenHow PLACE =
      OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW)
          .resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private final List<Directory> layers = new ArrayList<>();

  private LowerLayers() {}

  /** Opens layers; none is as good as one that has nothing. */
  public static LowerLayers open(List<Path> paths) throws CaissonException {
    LowerLayers lower = new LowerLayers();
    try {
      for (Path path : paths) {
        lower.layers.add(Directory.place(path));
      }
      return lower;
    } catch (CaissonException e) {
      lower.close();
      throw e;
    }
  }

  /** Returns whether one of them has something at a path. */
  boolean have(CString path, TreeReader reader) throws CaissonException {
    for (Directory layer : layers) {
      try (OpenFile there = reader.place(layer, path, PLACE)) {
        if (there.fd().isOpen()) {
          return true;
        }
      } catch (SystemCallException e) {
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR) && !e.is(Errno.ELOOP)) {
          throw e;
        }
      }
    }
    return false;
  }

  @Override
  public void close() {
    layers.forEach(Directory::close);
  }
}
