package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.MountedTree;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.unionfs.mount.AufsRoot;
import dev.caisson.unionfs.mount.FuseOverlayRoot;
import dev.caisson.unionfs.mount.OverlayRoot;
import dev.caisson.unionfs.mount.UnionfsFuseRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What makes one tree of several, the best first. */
public enum Backend {
  /**
   * The kernel's overlayfs, for root and, since Linux 5.11, in user namespaces.
   *
   * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
   */
  OVERLAY {
    @Override
    MountedUnion mount(Union union, List<PassedOver> passedOver) throws CaissonException {
      return mount(new OverlayRoot(union), union, passedOver);
    }
  },
  /**
   * AUFS, which is not in the kernel proper, for root. Layers with whiteouts in overlayfs form are
   * refused, as it would show what they delete.
   */
  AUFS {
    @Override
    MountedUnion mount(Union union, List<PassedOver> passedOver) throws CaissonException {
      AufsRoot.requireKernel();
      requirePlain(union.writable());
      LayerScan.requireNoWhiteouts(union.layers(), this);
      return mount(new AufsRoot(union), union, passedOver);
    }
  },
  /** fuse-overlayfs, of Debian's package of this name, for whoever may open {@code /dev/fuse}. */
  FUSE_OVERLAYFS {
    @Override
    MountedUnion mount(Union union, List<PassedOver> passedOver) throws CaissonException {
      requireFuse(FuseOverlayRoot.PROGRAM);
      requirePlain(union.writable());
      return mount(new FuseOverlayRoot(union), union, passedOver);
    }
  },
  /**
   * A copy of all files into a folder on disk, which shares their blocks where the file system can:
   * for any kernel, user and file system. No size limits it.
   */
  COPY {
    @Override
    MountedUnion mount(Union union, List<PassedOver> passedOver) throws CaissonException {
      if (OverlayRoot.memory(union).isPresent()) {
        throw new UnsupportedHostException(
            "limit size of union by", name(), "nothing limits a copy", Optional.empty());
      }
      return MountedUnion.of(this, passedOver, CopiedTree.make(union));
    }
  },
  /**
   * unionfs-fuse, of Debian's package of this name, for whoever may open {@code /dev/fuse}. It is
   * used only if it is named: a folder that it renames keeps the files of its highest layer alone.
   * Layers with whiteouts in overlayfs form are refused, as it would show what they delete.
   */
  UNIONFS_FUSE {
    @Override
    MountedUnion mount(Union union, List<PassedOver> passedOver) throws CaissonException {
      requireFuse(UnionfsFuseRoot.PROGRAM);
      requirePlain(union.writable());
      LayerScan.requireNoWhiteouts(union.layers(), this);
      return mount(new UnionfsFuseRoot(union), union, passedOver);
    }
  };

  private static final Path FUSE = Path.of("/dev/fuse");

  /** Mounts a union. */
  abstract MountedUnion mount(Union union, List<PassedOver> passedOver) throws CaissonException;

  final MountedUnion mount(RootFileSystem root, Union union, List<PassedOver> passedOver)
      throws CaissonException {
    return MountedUnion.of(this, passedOver, MountedTree.mount(root, OverlayRoot.memory(union)));
  }

  /**
   * Returns what keeps this machine and user from using it, found out by using it; empty if nothing
   * does. Nothing is left of it.
   */
  public final Optional<CaissonException> obstacle() throws CaissonException {
    Path layer = Temporary.folder("caisson-probe-");
    try (MountedUnion probe = Union.of(layer).mount(this)) {
      Path file = probe.path().resolve("probe");
      Files.writeString(file, "probe", StandardOpenOption.CREATE_NEW);
      return Optional.empty();
    } catch (CaissonException e) {
      return Optional.of(e);
    } catch (IOException e) {
      UnsupportedHostException broken =
          new UnsupportedHostException("write to union by", name(), e.toString(), Optional.empty());
      broken.initCause(e);
      return Optional.of(broken);
    } finally {
      Temporary.remove(layer);
    }
  }

  /** Tries all backends; the first that nothing keeps is what {@link Union#mount()} uses. */
  public static List<PassedOver> obstacles() throws CaissonException {
    List<PassedOver> obstacles = new ArrayList<>();
    for (Backend backend : values()) {
      backend.obstacle().ifPresent(reason -> obstacles.add(new PassedOver(backend, reason)));
    }
    return obstacles;
  }

  // Layers get names of our own, but this folder's stands among options as it is.
  private static void requirePlain(WritableLayer layer) throws CaissonException {
    if (layer instanceof WritableLayer.InFolder in
        && in.folder().toString().chars().anyMatch(c -> ":,=\\".indexOf(c) >= 0)) {
      throw new CaissonException(
          "mount union on",
          in.folder().toString(),
          "this backend takes no colon, comma, equals sign or backslash in a path",
          Optional.of("use another folder"));
    }
  }

  private static void requireFuse(Path program) throws UnsupportedHostException {
    if (!Files.isExecutable(program)) {
      throw new UnsupportedHostException(
          "mount union by",
          program.toString(),
          "there is no such program",
          Optional.of("install Debian's package fuse-overlayfs or unionfs-fuse"));
    }
    if (!Files.isReadable(FUSE) || !Files.isWritable(FUSE)) {
      throw new UnsupportedHostException(
          "mount union by",
          program.toString(),
          "/dev/fuse is not there, or this user may not open it",
          Optional.of("as root: modprobe fuse; chmod 0666 /dev/fuse"));
    }
  }
}
