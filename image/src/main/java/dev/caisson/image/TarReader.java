package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.TarHeader.Field;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;
import dev.caisson.linux.Timestamp;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the entries of a tar: v7, ustar, PAX, GNU long names and base-256 numbers, sparse files;
 * names and extended attributes byte for byte. What different readers take for different lists of
 * entries is refused.
 *
 * <p>Global PAX headers are ignored, as Docker does.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/tar.5.html">tar(5)</a>
 */
final class TarReader {

  private static final int MAX_EXTENSION = 1 << 20;
  private static final int PATH_MAX = 4096;
  private static final int PERMISSIONS = 07777;
  private static final byte GNU_SPARSE = 'S';
  private static final long MAX_ID = 0xffff_fffeL;
  private static final long MAX_MAJOR = 0xfff;
  private static final long MAX_MINOR = 0xf_ffff;

  private final TarInput input;
  private final byte[] block = new byte[TarHeader.SIZE];
  private long body;
  private long padding;
  private Optional<SparseMap> sparse = Optional.empty();

  TarReader(TarInput input) {
    this.input = input;
  }

  /** Returns the next entry, after what is left of this one's body; empty at the end of the tar. */
  Optional<TarEntry> next() throws CaissonException {
    TarExtensions extensions = new TarExtensions();
    Optional<TarHeader> header = header();
    while (header.isPresent()) {
      byte flag = header.get().typeFlag();
      if (!TarExtensions.isExtension(flag)) {
        return Optional.of(entry(header.get(), extensions));
      }
      extend(extensions, flag, header.get());
      header = header();
    }
    if (!extensions.isEmpty()) {
      throw malformed("an extended header without an entry");
    }
    return Optional.empty();
  }

  /** Writes the whole body of the current entry to an empty file, with its holes. */
  void copyBody(OpenFile target) throws CaissonException {
    if (sparse.isEmpty()) {
      input.copyTo(target, 0, body);
    } else {
      for (SparseMap.Region region : sparse.get().regions()) {
        input.copyTo(target, region.offset(), region.length());
      }
      target.truncate(sparse.get().size());
    }
    body = 0;
  }

  /** Returns whether the current entry's body is not the contents of a file as they stand. */
  boolean isSparse() {
    return sparse.isPresent();
  }

  /** Returns where in the input the current entry's body starts. */
  long bodyPosition() {
    return input.position();
  }

  private Optional<TarHeader> header() throws CaissonException {
    input.skip(body + padding);
    body = 0;
    padding = 0;
    int length = input.read(block, TarHeader.SIZE);
    if (length == 0) {
      // Some writers leave out the zero blocks, umoci-insert(1) for one; a digest tells of a cut.
      return Optional.empty();
    }
    if (length < TarHeader.SIZE) {
      throw malformed("a header is cut short");
    }
    TarHeader header = new TarHeader(block);
    if (header.isZero()) {
      end();
      return Optional.empty();
    }
    if (!header.hasRightChecksum()) {
      throw malformed("a header has a wrong checksum");
    }
    return Optional.of(header);
  }

  private void end() throws CaissonException {
    // A second zero block should follow; some writers leave it out at the very end.
    int length = input.read(block, TarHeader.SIZE);
    if (length != 0 && !(length == TarHeader.SIZE && new TarHeader(block).isZero())) {
      throw malformed("one zero block among the entries");
    }
  }

  private void extend(TarExtensions extensions, byte flag, TarHeader header)
      throws CaissonException {
    long size = number(header, Field.SIZE, MAX_EXTENSION);
    byte[] bytes = new byte[(int) size];
    padding = padding(size);
    if (input.read(bytes, bytes.length) < bytes.length) {
      throw malformed("an extended header is cut short");
    }
    try {
      extensions.add(flag, bytes);
    } catch (PaxRecords.MalformedException e) {
      throw malformed(e);
    }
  }

  private static long padding(long size) {
    return -size & (TarHeader.SIZE - 1);
  }

  private TarEntry entry(TarHeader header, TarExtensions extensions) throws CaissonException {
    try {
      return merge(header, extensions.pax(), extensions);
    } catch (PaxRecords.MalformedException e) {
      throw malformed(e);
    }
  }

  private TarEntry merge(TarHeader header, PaxRecords pax, TarExtensions extensions)
      throws CaissonException, PaxRecords.MalformedException {
    byte[] fullName = pax.value("GNU.sparse.name").or(extensions::name).orElseGet(header::fullName);
    CString name = text(fullName, "name");
    TarType type = type(header, name, pax);
    Optional<Long> paxSize = pax.number("size");
    long size = paxSize.isPresent() ? paxSize.get() : size(header, type);
    body = type.hasBody() ? size : 0;
    padding = padding(body);
    sparse = sparse(header, pax);
    Optional<Timestamp> modified = pax.time("mtime");
    return new TarEntry(
        type,
        name,
        text(extensions.linkName().orElseGet(() -> header.text(Field.LINK_NAME)), "link name"),
        (int) (any(header, Field.MODE) & PERMISSIONS),
        id(header, Field.UID, pax.number("uid")),
        id(header, Field.GID, pax.number("gid")),
        sparse.map(SparseMap::size).orElse(body),
        modified.isPresent() ? modified.get() : new Timestamp(any(header, Field.MTIME), 0),
        device(header, type),
        pax.xattrs());
  }

  private TarType type(TarHeader header, CString name, PaxRecords pax)
      throws InvalidImageException {
    byte flag = header.typeFlag();
    TarType type =
        TarType.of(flag)
            .orElseThrow(() -> malformed("entry " + name + " has the unknown type " + flag));
    // Before POSIX, a slash at the end of the name was what made a directory.
    boolean slash = name.length() > 0 && name.bytes()[name.length() - 1] == '/';
    return type == TarType.FILE && slash && flag != GNU_SPARSE && !pax.isSparse()
        ? TarType.DIRECTORY
        : type;
  }

  /** Reads the map of a sparse file, which stands before its contents. */
  private Optional<SparseMap> sparse(TarHeader header, PaxRecords pax)
      throws CaissonException, PaxRecords.MalformedException {
    SparseFormat format = new SparseFormat(input);
    if (header.typeFlag() == GNU_SPARSE) {
      return Optional.of(format.old(header, body));
    }
    if (!pax.isSparse()) {
      return Optional.empty();
    }
    if (TarType.of(header.typeFlag()).filter(type -> type == TarType.FILE).isEmpty()) {
      throw malformed("a sparse file that is none");
    }
    SparseMap map = format.pax(pax, body);
    body -= format.consumed();
    return Optional.of(map);
  }

  private long size(TarHeader header, TarType type) throws InvalidImageException {
    return type.hasBody() ? number(header, Field.SIZE, Long.MAX_VALUE >> 1) : 0;
  }

  private CString text(byte[] bytes, String what) throws InvalidImageException {
    if (bytes.length > PATH_MAX) {
      throw malformed("a " + what + " of " + bytes.length + " bytes");
    }
    for (byte b : bytes) {
      if (b == 0) {
        throw malformed("a " + what + " with a NUL in it");
      }
    }
    return CString.of(bytes);
  }

  private long id(TarHeader header, Field field, Optional<Long> pax) throws InvalidImageException {
    long id = pax.isPresent() ? pax.get() : any(header, field);
    if (id < 0 || id > MAX_ID) {
      throw malformed(field + " is " + id);
    }
    return id;
  }

  private Stat.Device device(TarHeader header, TarType type) throws InvalidImageException {
    boolean device = type == TarType.CHARACTER_DEVICE || type == TarType.BLOCK_DEVICE;
    if (!device || !header.isPosixOrGnu()) {
      return new Stat.Device(0, 0);
    }
    return new Stat.Device(
        number(header, Field.DEVICE_MAJOR, MAX_MAJOR),
        number(header, Field.DEVICE_MINOR, MAX_MINOR));
  }

  private long number(TarHeader header, Field field, long max) throws InvalidImageException {
    long number = any(header, field);
    if (number < 0 || number > max) {
      throw malformed(field + " is " + number);
    }
    return number;
  }

  private long any(TarHeader header, Field field) throws InvalidImageException {
    return header
        .number(field)
        .orElseThrow(
            () -> malformed(field + " is not a number: " + Arrays.toString(header.text(field))));
  }

  private InvalidImageException malformed(PaxRecords.MalformedException e) {
    InvalidImageException malformed = malformed(e.cause());
    malformed.initCause(e);
    return malformed;
  }

  private InvalidImageException malformed(String cause) {
    return InvalidImage.reading(input.name(), cause + ", before byte " + input.position());
  }
}
