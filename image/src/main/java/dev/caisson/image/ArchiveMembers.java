package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the members of an outer tar are in its file. Links lead only to other members; nothing is
 * ever extracted.
 */
final class ArchiveMembers implements LayoutFiles {

  private static final int MAX_MEMBERS = 100_000;
  private static final int MAX_LINKS = 16;
  private static final String REMEDY = "name a file that docker save wrote";
  private static final OpenHow READ = OpenHow.of(OpenFlag.NONBLOCK);

  /** What a member is: bytes, or another member's name. */
  private sealed interface Member {
    record Bytes(long offset, long length) implements Member {}

    record Link(EntryPath target) implements Member {}
  }

  private final String archive;
  private final OpenFile file;
  private final Map<EntryPath, Member> members = new HashMap<>();

  private ArchiveMembers(String archive, OpenFile file) {
    this.archive = archive;
    this.file = file;
  }

  /** Opens a tar, of which the whole may be compressed, and finds its members. */
  static ArchiveMembers open(Path path, Scratch scratch) throws CaissonException {
    try (OpenFile file = openFile(path)) {
      if (file.stat().type() != FileType.REGULAR) {
        throw InvalidImage.reading(
            path.toString(), "not a regular file, which members can be found in");
      }
      return of(new FileRegion(path.toString(), file, 0, file.stat().size()), scratch);
    }
  }

  /** Finds the members of a tar, of which the whole may be compressed. */
  static ArchiveMembers of(FileRegion whole, Scratch scratch) throws CaissonException {
    boolean plain = whole.compression() == Compression.NONE;
    OpenFile file = plain ? whole.file().openContent(READ) : scratch.decompress(whole);
    try {
      ArchiveMembers members = new ArchiveMembers(whole.name(), file);
      members.scan();
      return members;
    } catch (CaissonException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static OpenFile openFile(Path path) throws CaissonException {
    try (Directory current = Directory.open(Path.of("."))) {
      return current.openFile(CString.of(path), READ);
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
      InvalidImageException missing =
          InvalidImage.reading(path.toString(), "there is no such file", REMEDY);
      missing.initCause(e);
      throw missing;
    }
  }

  private void scan() throws CaissonException {
    RegionInput input = new RegionInput(new FileRegion(archive, file, 0, file.stat().size()));
    TarReader tar = new TarReader(input);
    Optional<TarEntry> entry = first(tar);
    while (entry.isPresent()) {
      if (tar.isSparse()) {
        throw InvalidImage.reading(archive, "member " + entry.get().name() + " is a sparse file");
      }
      add(entry.get(), tar.bodyPosition());
      entry = tar.next();
    }
  }

  private Optional<TarEntry> first(TarReader tar) throws CaissonException {
    try {
      return tar.next();
    } catch (InvalidImageException e) {
      InvalidImageException noTar = InvalidImage.reading(archive, "it is not a tar", REMEDY);
      noTar.initCause(e);
      throw noTar;
    }
  }

  private void add(TarEntry entry, long position) throws InvalidImageException {
    Optional<EntryPath> path = EntryPath.of(entry.name());
    if (path.isEmpty() || members.size() >= MAX_MEMBERS) {
      throw InvalidImage.reading(
          archive, "more than " + MAX_MEMBERS + " members, or too long a name");
    }
    Optional<Member> member =
        switch (entry.type()) {
          case FILE -> Optional.of(new Member.Bytes(position, entry.size()));
          case SYMBOLIC_LINK -> Optional.of(new Member.Link(symbolic(entry, path.get())));
          case HARD_LINK -> Optional.of(new Member.Link(target(entry.linkName())));
          default -> Optional.empty();
        };
    if (member.isPresent() && members.put(path.get(), member.get()) != null) {
      // Which of the two counts is what readers disagree on.
      throw InvalidImage.reading(archive, "two members are named " + path.get());
    }
  }

  private EntryPath symbolic(TarEntry entry, EntryPath path) throws InvalidImageException {
    byte[] link = entry.linkName().bytes();
    byte[] above = path.parent().path().bytes();
    byte[] joined = Arrays.copyOf(above, above.length + 1 + link.length);
    joined[above.length] = '/';
    System.arraycopy(link, 0, joined, above.length + 1, link.length);
    boolean absolute = link.length > 0 && link[0] == '/';
    return target(absolute ? entry.linkName() : CString.of(joined));
  }

  private EntryPath target(CString name) throws InvalidImageException {
    return EntryPath.of(name)
        .orElseThrow(() -> InvalidImage.reading(archive, "a link to too long a name: " + name));
  }

  @Override
  public String name() {
    return archive;
  }

  @Override
  public boolean has(String name) throws InvalidImageException {
    return members.containsKey(target(CString.of(name)));
  }

  @Override
  public byte[] read(String name) throws CaissonException {
    return find(name).document();
  }

  /** Returns where a member's bytes are, through links to other members. */
  @Override
  public FileRegion find(String name) throws InvalidImageException {
    EntryPath path = target(CString.of(name));
    for (int links = 0; links <= MAX_LINKS; links++) {
      Member member = members.get(path);
      if (member instanceof Member.Bytes bytes) {
        String described = archive + " member " + name;
        return new FileRegion(described, file, bytes.offset(), bytes.length());
      }
      if (!(member instanceof Member.Link link)) {
        throw InvalidImage.reading(archive, "no member " + path, REMEDY);
      }
      path = link.target();
    }
    throw InvalidImage.reading(archive, "member " + name + " is a link that goes round in circles");
  }

  @Override
  public void close() {
    file.close();
  }
}
