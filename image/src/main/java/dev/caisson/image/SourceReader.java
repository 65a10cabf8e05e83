package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.registry.Reference;
import java.nio.file.Path;
import java.util.Optional;

/** An opened source of images, whose files stay open until it is closed. */
sealed interface SourceReader extends AutoCloseable permits DockerArchiveReader, OciLayoutReader {

  /**
   * Opens a source.
   *
   * @param store the directory of the store whose images {@link ImageSource.Stored} means
   * @param scratch where an archive that is compressed as a whole is decompressed
   * @param lease what keeps an image of the store there while it is read
   */
  static SourceReader open(ImageSource source, Path store, Scratch scratch, Leases.Lease lease)
      throws CaissonException {
    if (!(source instanceof ImageSource.Stored stored)) {
      return outside(source, scratch);
    }
    Reference name = stored.name();
    LayoutDirectory files = LayoutDirectory.open(store.resolve(Content.LAYOUT));
    return held(new OciLayoutReader(name.familiar(), Optional.of(name.toString()), files), lease);
  }

  /** Opens an image that is in a store, whatever stands there for its name. */
  static SourceReader open(Reference name, Descriptor image, Path store, Leases.Lease lease)
      throws CaissonException {
    LayoutDirectory files = LayoutDirectory.open(store.resolve(Content.LAYOUT));
    return held(OciLayoutReader.of(name.familiar(), image, files), lease);
  }

  private static SourceReader held(OciLayoutReader layout, Leases.Lease lease)
      throws CaissonException {
    try {
      layout.hold(lease);
      return layout;
    } catch (CaissonException e) {
      layout.close();
      throw e;
    }
  }

  private static SourceReader outside(ImageSource source, Scratch scratch) throws CaissonException {
    if (source instanceof ImageSource.DockerArchive archive) {
      ArchiveMembers members = ArchiveMembers.open(archive.file(), scratch);
      return new DockerArchiveReader(archive.toString(), archive.tag(), members);
    }
    if (source instanceof ImageSource.OciArchive archive) {
      ArchiveMembers members = ArchiveMembers.open(archive.file(), scratch);
      return new OciLayoutReader(archive.toString(), archive.tag(), members);
    }
    ImageSource.OciLayout layout = (ImageSource.OciLayout) source;
    LayoutDirectory files = LayoutDirectory.open(layout.directory());
    return new OciLayoutReader(layout.toString(), layout.tag(), files);
  }

  /** Reads and verifies the manifest and the configuration of the image that suits {@code host}. */
  StoredImage read(Platform host) throws CaissonException;

  @Override
  void close() throws CaissonException;
}
