package dev.caisson.image;

import dev.caisson.error.CaissonException;

/** An opened source of images, whose files stay open until it is closed. */
sealed interface SourceReader extends AutoCloseable permits DockerArchiveReader, OciLayoutReader {

  static SourceReader open(ImageSource source) throws CaissonException {
    return source instanceof ImageSource.DockerArchive archive
        ? DockerArchiveReader.open(archive)
        : OciLayoutReader.open((ImageSource.OciLayout) source);
  }

  /** Reads and verifies the manifest and the configuration of the image that suits {@code host}. */
  StoredImage read(Platform host) throws CaissonException;

  @Override
  void close();
}
