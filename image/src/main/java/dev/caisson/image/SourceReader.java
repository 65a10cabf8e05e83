package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.image.registry.Reference;
import dev.caisson.linux.Directory;
import java.nio.file.Path;
import java.util.Optional;

/** An opened source of images, whose files stay open until it is closed. */
sealed interface SourceReader extends AutoCloseable permits DockerArchiveReader, OciLayoutReader {

  /**
   * Opens a source that is in no store; what is compressed as a whole is decompressed where the JVM
   * has its temporary files.
   */
  static SourceReader open(ImageSource source) throws CaissonException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (Directory directory = Directory.open(folder)) {
      return open(source, new Scratch(new Temporaries(directory), UnpackLimits.DEFAULT));
    }
  }

  private static SourceReader open(ImageSource source, Scratch scratch) throws CaissonException {
    if (source instanceof ImageSource.DockerArchive archive) {
      ArchiveMembers members = ArchiveMembers.open(archive.file(), scratch);
      return new DockerArchiveReader(archive.toString(), archive.tag(), members);
    }
    if (source instanceof ImageSource.OciArchive archive) {
      ArchiveMembers members = ArchiveMembers.open(archive.file(), scratch);
      return new OciLayoutReader(archive.toString(), archive.tag(), members);
    }
    if (source instanceof ImageSource.OciLayout layout) {
      LayoutDirectory files = LayoutDirectory.open(layout.directory());
      return new OciLayoutReader(layout.toString(), layout.tag(), files);
    }
    throw new CaissonException(
        "open image",
        source.toString(),
        "it is known by its name in a store only",
        Optional.of("name ImageStore.layout() and the image's full name as an OciLayout"));
  }

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
      return open(source, scratch);
    }
    Reference name = stored.name();
    LayoutDirectory files = LayoutDirectory.open(store.resolve(Content.LAYOUT));
    OciLayoutReader layout =
        new OciLayoutReader(name.familiar(), Optional.of(name.toString()), files);
    try {
      layout.hold(lease);
      return layout;
    } catch (CaissonException e) {
      layout.close();
      throw e;
    }
  }

  /** Reads and verifies the manifest and the configuration of the image that suits {@code host}. */
  StoredImage read(Platform host) throws CaissonException;

  @Override
  void close() throws CaissonException;
}
