package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.linux.CString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A directory of unpacked layers, named by their DiffIDs, that many images and processes share.
 *
 * <p>A layer gets its name only when it is complete and both its digests are right, so whatever has
 * one can be mounted. Nothing is forced to disk: after a power cut, a layer may lack what was not
 * written.
 *
 * <p>Any number of threads and processes of one user may use the same directory; two that unpack
 * the same layer both succeed. What killed processes left is removed by the next {@link #open}.
 */
public final class LayerStore {

  private final Path directory;
  private final UnpackLimits limits;
  private final Optional<OverlayForm> form;

  private LayerStore(Path directory, UnpackLimits limits, Optional<OverlayForm> form) {
    this.directory = directory;
    this.limits = limits;
    this.form = form;
  }

  /**
   * Uses a directory, which {@link #open} makes, with mode 0700, where it is missing. It must be on
   * a file system with extended attributes.
   *
   * @throws IllegalArgumentException if the path is empty, or the root directory
   */
  public static LayerStore at(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    if (directory.toString().isEmpty() || absolute.getParent() == null) {
      throw new IllegalArgumentException("directory of the layer store: '" + directory + "'");
    }
    return new LayerStore(absolute, UnpackLimits.DEFAULT, Optional.empty());
  }

  /** Returns a store in the same directory with other limits for what it unpacks. */
  public LayerStore withLimits(UnpackLimits other) {
    return new LayerStore(directory, Objects.requireNonNull(other, "limits"), form);
  }

  /**
   * Returns a store in the same directory that must have this form: {@link OverlayForm#USER} where
   * root's containers mount it in a user namespace. By default a new store has the form that suits
   * mounts by this process itself, and an old one keeps what it has.
   */
  public LayerStore withForm(OverlayForm required) {
    return new LayerStore(directory, limits, Optional.of(required));
  }

  /** Returns the directory, absolute. */
  public Path directory() {
    return directory;
  }

  /**
   * Reads and verifies an image and unpacks the layers that the store lacks.
   *
   * <p>As root, files keep owner, mode, times, extended attributes and file capabilities. As an
   * ordinary user all belongs to that user, directories are readable and writable by their owner,
   * and of the extended attributes only {@code user.*} are kept. In the place of device nodes,
   * empty files of mode 0 are made. {@link Image#omissions} says what was left out.
   *
   * <p>Each layer is unpacked by itself. A directory that a layer's tar does not describe, but has
   * files in, belongs to root there with mode 0755, and in the mount that hides what a lower layer
   * says of it; a link to a file of a lower layer is an error.
   *
   * @throws dev.caisson.error.InvalidImageException if the image is missing, malformed or damaged,
   *     if it is for another architecture, or if it goes beyond a limit
   * @throws dev.caisson.error.UnsupportedHostException if the store is another user's, or of
   *     another form than was required
   * @throws CaissonException if the store can't be written: ENOSPC, EACCES, EOPNOTSUPP
   */
  public Image open(ImageSource source) throws CaissonException {
    try (ImageUse use = use(source)) {
      return use.image();
    }
  }

  /**
   * Opens an image as {@link #open} does, and keeps its layers in the store while it is in use.
   *
   * @throws CaissonException as {@link #open} does
   */
  public ImageUse use(ImageSource source) throws CaissonException {
    try (StoreRoot root = StoreRoot.open(directory, form);
        Content content = Content.open(root.directory());
        LayerDirectories directories = LayerDirectories.open(root)) {
      directories.sweep();
      Leases.Lease lease = content.leases().make();
      try (SourceReader reader =
          SourceReader.open(source, directory, directories.scratch(limits), lease)) {
        StoredImage stored = reader.read(Platform.current());
        List<LayerRecord> records = ensure(stored, directories, lease);
        return new ImageUse(image(stored, records, root.policy().form()), lease);
      } catch (CaissonException | RuntimeException | Error e) {
        lease.close();
        throw e;
      }
    }
  }

  /** Opens the directory. */
  StoreRoot root() throws CaissonException {
    return StoreRoot.open(directory, form);
  }

  UnpackLimits limits() {
    return limits;
  }

  private List<LayerRecord> ensure(
      StoredImage stored, LayerDirectories directories, Leases.Lease lease)
      throws CaissonException {
    List<String> items = new ArrayList<>();
    for (LayerBlob layer : stored.layers()) {
      items.add(LayerDirectories.item(name(layer.diffId())));
    }
    lease.hold(items);
    List<LayerRecord> records = new ArrayList<>();
    for (LayerBlob layer : stored.layers()) {
      records.add(directories.ensure(layer, limits));
    }
    return records;
  }

  private Image image(StoredImage stored, List<LayerRecord> records, OverlayForm form) {
    List<Path> layers = new ArrayList<>();
    List<DiffId> diffIds = new ArrayList<>();
    List<Omission> omissions = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      DiffId diffId = stored.layers().get(i).diffId();
      if (records.get(i).isOpaque()) {
        // Overlayfs merges the roots of all layers whatever they are marked with.
        layers.clear();
        omissions.clear();
      }
      layers.add(tree(diffId));
      diffIds.add(diffId);
      omissions.addAll(records.get(i).omissions());
    }
    return new Image(layers, diffIds, stored.config(), form, omissions);
  }

  private Path tree(DiffId diffId) {
    return directory
        .resolve("layers")
        .resolve("sha256")
        .resolve(diffId.digest().hex())
        .resolve(LayerDirectories.TREE.toString());
  }

  static CString name(DiffId diffId) {
    return CString.of(diffId.digest().hex());
  }
}
