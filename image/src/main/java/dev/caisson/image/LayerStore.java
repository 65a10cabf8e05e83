package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.ImageUnpacking.Unpacked;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.registry.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final DeviceNodes devices;

  private LayerStore(
      Path directory, UnpackLimits limits, Optional<OverlayForm> form, DeviceNodes devices) {
    this.directory = directory;
    this.limits = limits;
    this.form = form;
    this.devices = devices;
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
    return new LayerStore(
        absolute, UnpackLimits.DEFAULT, Optional.empty(), DeviceNodes.PLACEHOLDERS);
  }

  /** Returns a store in the same directory with other limits for what it unpacks. */
  public LayerStore withLimits(UnpackLimits other) {
    return new LayerStore(directory, Objects.requireNonNull(other, "limits"), form, devices);
  }

  /**
   * Returns a store in the same directory that must have this form: {@link OverlayForm#USER} where
   * root's containers mount it in a user namespace. By default a new store has the form that suits
   * mounts by this process itself, and an old one keeps what it has.
   */
  public LayerStore withForm(OverlayForm required) {
    return new LayerStore(directory, limits, Optional.of(required), devices);
  }

  /**
   * Returns a store in the same directory that unpacks device nodes so; {@link
   * DeviceNodes#PLACEHOLDERS} by default. An ordinary user has no choice.
   */
  public LayerStore withDevices(DeviceNodes other) {
    return new LayerStore(directory, limits, form, Objects.requireNonNull(other, "devices"));
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
   * and of the extended attributes only {@code user.*} are kept, with the owners in {@code
   * user.rootlesscontainers}. In the place of device nodes, empty files of mode 0 are made. {@link
   * Image#omissions} says what was left out.
   *
   * <p>Several layers are unpacked at a time, each by itself. A directory that a layer's tar does
   * not describe, but has files in, has the attributes that it has in the layers below; where they
   * lack it, it belongs to root with mode 0755. A hard link to a file that only a layer below has
   * is one to a copy of it.
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
    return use(source, (scratch, lease) -> SourceReader.open(source, directory, scratch, lease));
  }

  /** Opens an image that is stored, and keeps it, whatever stands for its name. */
  ImageUse use(Reference name, Descriptor image) throws CaissonException {
    return use(
        new ImageSource.Stored(name),
        (scratch, lease) -> SourceReader.open(name, image, directory, lease));
  }

  /** Opens an image. */
  private interface Opening {
    SourceReader open(Scratch scratch, Leases.Lease lease) throws CaissonException;
  }

  private ImageUse use(ImageSource source, Opening opening) throws CaissonException {
    try (StoreRoot root = StoreRoot.open(directory, form);
        Content content = Content.open(root.directory());
        LayerDirectories directories = LayerDirectories.open(root)) {
      directories.sweep();
      Leases.Lease lease = content.leases().make();
      try (SourceReader reader = opening.open(directories.scratch(limits), lease)) {
        StoredImage stored = reader.read(Platform.current());
        ImageUnpacking unpacking =
            new ImageUnpacking(stored.layers(), directories, directories.rules(limits, devices));
        lease.hold(unpacking.items());
        Image image = image(stored, unpacking.run(), root.policy().form());
        return new ImageUse(image, source, this, lease);
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

  DeviceNodes devices() {
    return devices;
  }

  private Image image(StoredImage stored, List<Unpacked> unpacked, OverlayForm formOfAll) {
    List<Omission> omissions = new ArrayList<>();
    List<Path> layers = new ArrayList<>();
    shown(unpacked)
        .forEach(
            (name, record) -> {
              layers.add(directory.resolve(name.item()).resolve(LayerDirectories.TREE.toString()));
              omissions.addAll(record.omissions());
            });
    List<DiffId> diffIds = stored.layers().stream().map(LayerBlob::diffId).toList();
    return new Image(layers, diffIds, stored.config(), formOfAll, omissions);
  }

  /** Returns the layers that overlayfs has to merge for the image to be seen. */
  private static Map<LayerName, LayerRecord> shown(List<Unpacked> unpacked) {
    Map<LayerName, LayerRecord> shown = new LinkedHashMap<>();
    for (Unpacked layer : unpacked) {
      if (layer.record().isOpaque()) {
        // Overlayfs merges the roots of all layers whatever they are marked with.
        shown.clear();
      }
      // Overlayfs takes no layer twice, and the upper one says all that the lower one says.
      shown.remove(layer.name());
      shown.put(layer.name(), layer.record());
    }
    return shown;
  }
}
