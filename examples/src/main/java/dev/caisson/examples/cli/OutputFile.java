package dev.caisson.examples.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that an option names, opened before the work whose outcome goes there. A regular file is
 * there when it is complete, and the one of before until then; a pipe or a device is written as it
 * is. A symbolic link stands for what it leads to.
 */
final class OutputFile implements AutoCloseable {

  private static final int MOST_LINKS = 40;

  private final String words;
  private final OutputStream stream;
  private final Optional<Draft> draft;

  private OutputFile(String words, OutputStream stream, Optional<Draft> draft) {
    this.words = words;
    this.stream = new Naming(new BufferedOutputStream(stream));
    this.draft = draft;
  }

  /**
   * Opens a file.
   *
   * @param words the option and its value, as they were typed
   */
  static OutputFile open(String words, Path file) throws IOException {
    try {
      return isReplaced(file)
          ? begin(words, new Draft(followed(file)))
          : new OutputFile(
              words, Files.newOutputStream(file, StandardOpenOption.WRITE), Optional.empty());
    } catch (IOException e) {
      throw new AboutException(words, e);
    }
  }

  /** Returns this process's standard output, which stays open. */
  static OutputFile standard() {
    return new OutputFile(
        "write stdout", new FileOutputStream(FileDescriptor.out), Optional.empty());
  }

  private static OutputFile begin(String words, Draft draft) throws IOException {
    try {
      return new OutputFile(words, draft.create(), Optional.of(draft));
    } catch (IOException | RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  /** Returns whether it is a regular file or not there; otherwise it is written into. */
  private static boolean isReplaced(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a folder; name a file in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return false;
    }
    // By its own name, since the kernel refuses the link of somebody else in a folder such as /tmp.
    try {
      Files.newOutputStream(file, StandardOpenOption.WRITE).close();
      // The file behind /dev/stdout may have no name any more.
      return Files.exists(followed(file)) && Files.isSameFile(file, followed(file));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static Path followed(Path file) throws IOException {
    Path end = file.toAbsolutePath();
    for (int i = 0; Files.isSymbolicLink(end); i++) {
      if (i == MOST_LINKS) {
        throw new FileSystemException(file.toString(), null, "too many symbolic links");
      }
      end = end.resolveSibling(Files.readSymbolicLink(end));
    }
    return end;
  }

  /** Returns what is written to; its errors tell of the option. */
  OutputStream stream() {
    return stream;
  }

  /** Finishes the file, when all is written. */
  void keep() throws IOException {
    stream.flush();
    if (draft.isPresent()) {
      stream.close();
      try {
        draft.get().finish();
      } catch (IOException e) {
        throw new AboutException(words, e);
      }
    }
  }

  /** Closes the file; one that was not finished is as before. */
  @Override
  public void close() throws IOException {
    try {
      stream.close();
    } finally {
      if (draft.isPresent()) {
        draft.get().close();
      }
    }
  }

  /** A stream whose errors tell of the option. */
  private final class Naming extends FilterOutputStream {

    Naming(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new AboutException(words, e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw new AboutException(words, e);
      }
    }
  }
}
