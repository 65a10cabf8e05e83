package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A union of folders as a value: read-only layers under a writable one.
 *
 * <pre>{@code
 * Union union = Union.of(Path.of("/srv/base"), Path.of("/srv/more"));
 * try (MountedUnion mounted = union.mount()) {
 *   Files.writeString(mounted.path().resolve("hello"), "world");   // both layers stay as they are
 *   System.out.println(mounted.backend() + " " + mounted.passedOver());
 * }
 * }</pre>
 *
 * @param layers absolute paths of folders whose whiteouts are in overlayfs form, the lowest first;
 *     at least one, at most 500, none of them twice. They must not change while they are in a union
 * @param writable where what is written is kept
 */
public record Union(List<Path> layers, WritableLayer writable) {

  // OVL_MAX_STACK of the kernel's fs/overlayfs/params.h.
  private static final int MOST_LAYERS = 500;

  /** Checks the number of layers, and that all are absolute and different. */
  public Union {
    layers = List.copyOf(layers);
    Objects.requireNonNull(writable, "writable layer");
    if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "a union has 1 to " + MOST_LAYERS + " layers, not " + layers.size());
    }
    Set<Path> different = new HashSet<>();
    for (Path layer : layers) {
      if (!layer.isAbsolute()) {
        throw new IllegalArgumentException("layer is not an absolute path: " + layer);
      }
      if (!different.add(layer)) {
        throw new IllegalArgumentException("layer is in the union twice: " + layer);
      }
    }
  }

  /** Returns a union of layers, the lowest first, whose writable layer is in memory. */
  public static Union of(Path... layers) {
    return new Union(List.of(layers), WritableLayer.inMemory());
  }

  /** Returns this union with another writable layer. */
  public Union with(WritableLayer other) {
    return new Union(layers, other);
  }

  /**
   * Mounts it by the best backend that can, for this JVM alone.
   *
   * @throws UnsupportedHostException if none can; what kept each of them is suppressed in it
   * @throws CaissonException if a layer is not there, or the folder to write to is in use, or is
   *     not apart from a layer
   */
  public MountedUnion mount() throws CaissonException {
    return mountBy(this::mountByTheBest);
  }

  /** A way to mount this union. */
  private interface Way {
    MountedUnion mount() throws CaissonException;
  }

  private MountedUnion mountBy(Way way) throws CaissonException {
    LayerFolders.require(layers);
    Optional<WritableFolder> folder = WritableFolder.hold(this);
    try {
      return way.mount().holding(folder);
    } catch (CaissonException | RuntimeException e) {
      folder.ifPresent(WritableFolder::close);
      throw e;
    }
  }

  private MountedUnion mountByTheBest() throws CaissonException {
    List<PassedOver> passedOver = new ArrayList<>();
    for (Backend backend : Backend.values()) {
      try {
        return backend.mount(this, List.copyOf(passedOver));
      } catch (CaissonException e) {
        passedOver.add(new PassedOver(backend, e));
      }
    }
    UnsupportedHostException none =
        new UnsupportedHostException(
            "mount union of", layers.toString(), "no backend can: " + passedOver, Optional.empty());
    passedOver.forEach(tried -> none.addSuppressed(tried.reason()));
    throw none;
  }

  /**
   * Mounts it by one backend, for this JVM alone.
   *
   * @throws UnsupportedHostException if this machine does not have it, or it is not for this user
   * @throws CaissonException if it can't mount this union, or as {@link #mount()} does
   */
  public MountedUnion mount(Backend backend) throws CaissonException {
    return mountBy(() -> backend.mount(this, List.of()));
  }
}
