package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.ImageIndex;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.Transfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Images by their names: an OCI image layout in a directory, beside which stand the unpacked layers
 * of its {@link LayerStore}.
 *
 * <p>Names are read as Docker does, {@code busybox} as {@code docker.io/library/busybox:latest}. An
 * image is also found by the first digits, one at least, of its id or its manifest's digest, where
 * these are no other's.
 *
 * <p>Any number of threads and processes of one user may use the same directory. What is killed at
 * whatever moment leaves a store that works; what it left is removed by {@link #prune}. Other
 * programs may read the layout, {@link #layout}, while nothing is being removed.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
 *     layout specification</a>
 */
public final class ImageStore {

  private final LayerStore layers;
  private final StoreAccess access;

  private ImageStore(LayerStore layers) {
    this.layers = layers;
    this.access = new StoreAccess(layers);
  }

  /**
   * Uses a directory, which is made, with mode 0700, where it is missing.
   *
   * @throws IllegalArgumentException if the path is empty, or the root directory
   */
  public static ImageStore at(Path directory) {
    return of(LayerStore.at(directory));
  }

  /** Uses the directory, the limits and the form of a store of layers. */
  public static ImageStore of(LayerStore layers) {
    return new ImageStore(layers);
  }

  /** Returns the unpacked layers. */
  public LayerStore layers() {
    return layers;
  }

  /** Returns the directory that is an OCI image layout. */
  public Path layout() {
    return layers.directory().resolve(Content.LAYOUT);
  }

  /**
   * Returns all images, each once, but for those whose documents are damaged: of these {@link
   * #verify} tells.
   *
   * @throws CaissonException if the store can't be read
   */
  public List<ImageSummary> list() throws CaissonException {
    return access.reading(Catalog::list);
  }

  /** Returns whether there is an image of this name. */
  public boolean has(Reference name) throws CaissonException {
    return access.reading(catalog -> catalog.index().find(name.toString()).isPresent());
  }

  /**
   * Returns what the store knows of an image.
   *
   * @param image a name, or the first digits of a digest
   * @throws dev.caisson.error.InvalidImageException if there is no such image, or it is damaged
   */
  public ImageDetails inspect(String image) throws CaissonException {
    return access.reading(catalog -> catalog.details(catalog.find(image)));
  }

  /**
   * Unpacks what is missing of an image's layers, and keeps them while they are in use.
   *
   * @throws CaissonException as {@link LayerStore#open} does
   */
  public ImageUse use(Reference name) throws CaissonException {
    return layers.use(new ImageSource.Stored(name));
  }

  /**
   * Gives an image one more name, which then no longer stands for another.
   *
   * @param image a name, or the first digits of a digest
   * @throws dev.caisson.error.InvalidImageException if there is no such image
   */
  public void tag(String image, Reference name) throws CaissonException {
    access.<ImageIndex, CaissonException>writing(
        (content, lease) -> {
          Descriptor found = access.hold(content, lease, image);
          return content.change(index -> index.with(name.toString(), found));
        });
  }

  /**
   * Takes a name from an image, or by its id its only one, and removes what no other image needs.
   *
   * @param image a name, or the first digits of a digest
   * @throws dev.caisson.error.InvalidImageException if there is no such image
   * @throws CaissonException if it is the last name of an image that is in use; by id, also if it
   *     has several names
   */
  public Reclaimed remove(String image) throws CaissonException {
    return access.collect(new Removal(image, false));
  }

  /**
   * Removes as {@link #remove} does, but by id all names, and also what is in use, whose layers go
   * with the first {@link #prune} after that.
   */
  public Reclaimed removeUsed(String image) throws CaissonException {
    return access.collect(new Removal(image, true));
  }

  /** Removes images without a name, and what no image needs: blobs, layers, parts of downloads. */
  public Reclaimed prune() throws CaissonException {
    return access.collect((catalog, used) -> Removal.unnamed(catalog.index(), used));
  }

  /** Removes all images that are not in use, and what no other needs. */
  public Reclaimed pruneAll() throws CaissonException {
    return access.collect((catalog, used) -> Removal.unused(catalog.index(), used));
  }

  /**
   * Hashes every blob, looks for every blob that an image needs, unpacks every layer to see that it
   * is the one that the image says, and compares those that are unpacked with what is there.
   * Nothing is changed.
   */
  public Verification verify() throws CaissonException {
    return access.verify(false);
  }

  /**
   * Verifies as {@link #verify} does, removes blobs that are damaged and names of images whose
   * documents are, or belong to other layers, and unpacks damaged layers anew, unless they are in
   * use. What lacks a blob is whole again once it has been pulled or loaded again.
   */
  public Verification repair() throws CaissonException {
    return access.verify(true);
  }

  /**
   * Stores all images of an archive in one of the formats of {@link ArchiveFormat}, which may be
   * compressed as a whole, or of a directory in the OCI layout. Every byte of every image is
   * verified before the first gets its name: after an error, all names stand for what they did.
   *
   * <p>In a layout, an image whose {@code org.opencontainers.image.ref.name} is no name that Docker
   * could read is stored without one.
   *
   * @return the images, with all names that they have now
   * @throws dev.caisson.error.InvalidImageException if it is none of these, or is damaged, or if a
   *     layer goes beyond a limit
   */
  public List<ImageSummary> load(Path source) throws CaissonException {
    return new Intake(access).load(source);
  }

  /**
   * Stores all images of an archive that is read from a stream, which stays open.
   *
   * @throws IOException if the stream can't be read
   */
  public List<ImageSummary> load(InputStream source) throws IOException {
    return new Intake(access).load(source);
  }

  /**
   * Writes images into an archive. The same images under the same names give the same bytes.
   *
   * @param images names, or first digits of digests
   * @param target stays open
   * @throws dev.caisson.error.InvalidImageException if there is no such image, or it is damaged
   * @throws IOException if the stream can't be written
   */
  public void save(List<String> images, ArchiveFormat format, OutputStream target)
      throws IOException {
    access.save(images, format, target);
  }

  /**
   * Makes an image of one layer from a tar of a root file system, as {@code docker export} writes
   * it; it may be compressed.
   *
   * @param created when the image says that it was made; the same tar, configuration and time give
   *     the same image
   * @param name what the image is called
   * @throws IllegalArgumentException if the time is not in the years 0000 to 9999
   * @throws dev.caisson.error.InvalidImageException if it is no tar
   */
  public ImageSummary importRoot(
      Path tar, ImageConfig config, Optional<Instant> created, Optional<Reference> name)
      throws CaissonException {
    return new Intake(access).importRoot(tar, config, created, name);
  }

  /**
   * Makes an image from a tar that is read from a stream, which stays open.
   *
   * @throws IOException if the stream can't be read
   */
  public ImageSummary importRoot(
      InputStream tar, ImageConfig config, Optional<Instant> created, Optional<Reference> name)
      throws IOException {
    return new Intake(access).importRoot(tar, config, created, name);
  }

  /**
   * Builds an image and gives it a name, which then no longer stands for another.
   *
   * @throws IOException as {@link ImageBuild#write} does; the store has the images of before then
   */
  public ImageSummary build(ImageBuild build, Reference name) throws IOException {
    return new Intake(access).build(build, name);
  }

  /**
   * Brings an image for this machine's platform from a registry, gives it this name, and leaves
   * what is there already. What broke off goes on where it was. After an error, the name stands for
   * what it did.
   *
   * @param listener is told of each step, in several threads
   * @throws dev.caisson.error.RegistryException if the registry can't be reached, or refuses
   * @throws dev.caisson.error.InvalidImageException if what it sends is not what it should be
   * @throws CaissonException if the store can't be written: ENOSPC, EACCES
   */
  public ImageSummary pull(RegistryClient client, Reference name, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    return pull(client, name, Platform.current(), listener);
  }

  /** Brings an image as {@link #pull(RegistryClient, Reference, Transfer.Listener)} does. */
  public ImageSummary pull(
      RegistryClient client, Reference name, Platform platform, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    return new RegistryExchange(access, layers).pull(client, name, platform, listener);
  }

  /**
   * Brings an image for this machine's platform as {@link #pull} does, unpacks its layers while
   * they arrive, and keeps them while they are in use. It gets the name once all of it is unpacked:
   * after an error, the name stands for what it did.
   *
   * @throws CaissonException as {@link #pull} and {@link LayerStore#open} do
   */
  public ImageUse pullAndUse(RegistryClient client, Reference name, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    return new RegistryExchange(access, layers).pullAndUse(client, name, listener);
  }

  /**
   * Sends an image to a registry. Of an index that was pulled for one platform only, this is the
   * manifest for that platform.
   *
   * @param image a name, or the first digits of a digest
   * @param target what it is called at the registry
   * @param listener is told of each step, in several threads
   * @return the digest of what was sent
   * @throws dev.caisson.error.InvalidImageException if there is no such image, or it is damaged
   * @throws dev.caisson.error.RegistryException if the registry can't be reached, or refuses
   */
  public Digest push(
      RegistryClient client, String image, Reference target, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    return new RegistryExchange(access, layers).push(client, image, target, listener);
  }
}
