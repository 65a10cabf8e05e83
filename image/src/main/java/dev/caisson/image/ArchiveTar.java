package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.NativeBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes an outer archive: root's files of 1970, so that the same members give the same bytes. */
final class ArchiveTar implements AutoCloseable {

  private static final int FILE_MODE = 0100644;
  private static final int DIRECTORY_MODE = 040755;
  private static final int BUFFER_SIZE = 1 << 20;

  private final TarArchiveOutputStream tar;

  ArchiveTar(OutputStream out) {
    tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** Adds a directory, whose name ends with a slash. */
  void directory(String name) throws IOException {
    begin(name, DIRECTORY_MODE, 0);
    tar.closeArchiveEntry();
  }

  /** Adds a document. */
  void file(String name, byte[] bytes) throws IOException {
    begin(name, FILE_MODE, bytes.length);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  /** Adds the bytes of a file. */
  void file(String name, FileRegion region) throws IOException {
    begin(name, FILE_MODE, region.length());
    try (NativeBuffer buffer = NativeBuffer.allocate(BUFFER_SIZE)) {
      byte[] bytes = new byte[BUFFER_SIZE];
      long position = 0;
      while (position < region.length()) {
        int count = read(region, position, buffer, bytes);
        tar.write(bytes, 0, count);
        position += count;
      }
    }
    tar.closeArchiveEntry();
  }

  private static int read(FileRegion region, long position, NativeBuffer buffer, byte[] bytes)
      throws CaissonException {
    int count = region.read(position, buffer);
    buffer.bytes().get(0, bytes, 0, count);
    return count;
  }

  private void begin(String name, int mode, long size) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(size);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
  }

  /** Ends the archive; what it was written to stays open. */
  @Override
  public void close() throws IOException {
    tar.finish();
    tar.flush();
  }
}
