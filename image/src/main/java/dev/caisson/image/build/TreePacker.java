package dev.caisson.image.build;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileRights;
import dev.caisson.linux.FileType;
import dev.caisson.linux.NativeBuffer;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import dev.caisson.linux.Stat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes a tree of files into a tar, always in the same order: a directory before what is in it,
 * and in it whiteouts before other names, each by their bytes.
 *
 * <p>The tree may be an attacker's, who changes it meanwhile. Every step is relative to a
 * descriptor, below the root that was given, and follows no link; what was looked at is what is
 * read. What goes meanwhile is left out, and what shrinks is an error.
 */
final class TreePacker implements AutoCloseable {

  static final Comparator<CString> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes());

  private static final int CHUNK = 64 * 1024;
  private static final int PATH_MAX = 4095;
  private static final CString HERE = CString.of(".");
  private static final OpenHow PLACE = OpenHow.of(OpenFlag.PATH, OpenFlag.NOFOLLOW);
  private static final OpenHow PLACE_BELOW =
      PLACE.resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private final TarWriter tar;
  private final PackRules rules;
  private final LowerLayers lower;
  private final TreeReader reader;
  private final Markers markers;
  private final XattrExport xattrs;
  private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);
  private final byte[] chunk = new byte[CHUNK];
  private final Map<Inode, CString> linked = new HashMap<>();
  private final Deque<CString> pending = new ArrayDeque<>();
  private int entries;
  private long bytes;

  private record Inode(Stat.Device device, long number) {}

  TreePacker(TarWriter tar, PackRules rules, LowerLayers lower, Optional<FileRights> rights) {
    this.tar = tar;
    this.rules = rules;
    this.lower = lower;
    this.reader = new TreeReader(rights);
    this.markers = new Markers(tar, rules, reader);
    this.xattrs = new XattrExport(rules, reader);
  }

  /**
   * Packs a directory and all that is in it.
   *
   * @param at its path in the tar, relative; a dot for the root
   */
  void packTree(Directory root, CString at) throws IOException {
    pending.push(HERE);
    while (!pending.isEmpty()) {
      CString path = pending.pop();
      Optional<OpenFile> there = open(root, path);
      if (there.isPresent()) {
        try (OpenFile place = there.get()) {
          packEntry(place, path, Markers.join(at, path));
        }
      }
    }
  }

  /** Packs one file, or symbolic link itself, under a path. */
  void packFile(Directory parent, CString name, CString at) throws IOException {
    try (OpenFile place = parent.openFile(name, PLACE)) {
      pack(place, at);
    }
  }

  private Optional<OpenFile> open(Directory root, CString path) throws CaissonException {
    try {
      return Optional.of(reader.place(root, path, PLACE_BELOW));
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void packEntry(OpenFile place, CString path, CString at) throws IOException {
    pack(place, at);
    if (place.stat().type() == FileType.DIRECTORY) {
      try (Directory directory = reader.directory(place, at)) {
        packContents(directory, path, at);
      }
    }
  }

  // What is in a directory follows it at once, as readers set its time when they leave it.
  private void packContents(Directory directory, CString path, CString at) throws IOException {
    List<CString> names = list(directory, at);
    if (rules.form().hasWhiteouts()) {
      names =
          markers.write(
              directory, names, at, markers.isOpaque(directory) && lower.have(path, reader));
    }
    for (int i = names.size() - 1; i >= 0; i--) {
      CString name = names.get(i);
      Markers.requireNone(name, Markers.join(at, name));
      pending.push(Markers.join(path, name));
    }
  }

  private List<CString> list(Directory directory, CString at) throws CaissonException {
    try {
      List<CString> names = new ArrayList<>(directory.listRest(rules.limits().entries()));
      count(at, names.size());
      names.sort(BY_BYTES);
      return names;
    } catch (SystemCallException e) {
      if (e.is(Errno.EOVERFLOW)) {
        throw exceeded(at, rules.limits().entries() + " entries");
      }
      throw e;
    }
  }

  private void pack(OpenFile place, CString path) throws IOException {
    Stat stat = place.stat();
    Optional<CString> first = first(stat, path);
    if (first.isPresent()) {
      tar.begin(member(stat, path, TarMember.Type.HARD_LINK, Map.of()).asHardLinkTo(first.get()));
      return;
    }
    switch (stat.type()) {
      case REGULAR -> packContent(place, path);
      case DIRECTORY -> begin(place, stat, path, TarMember.Type.DIRECTORY, TarMember.NO_LINK);
      case SYMLINK -> begin(place, stat, path, TarMember.Type.SYMBOLIC_LINK, place.linkTarget());
      case FIFO -> begin(place, stat, path, TarMember.Type.FIFO, TarMember.NO_LINK);
      case CHARACTER_DEVICE ->
          begin(place, stat, path, TarMember.Type.CHARACTER_DEVICE, TarMember.NO_LINK);
      case BLOCK_DEVICE -> begin(place, stat, path, TarMember.Type.BLOCK_DEVICE, TarMember.NO_LINK);
      case SOCKET -> linked.remove(inode(stat)); // It is nothing without who listens to it.
    }
  }

  /** Returns the path under which the same file was packed before. */
  private Optional<CString> first(Stat stat, CString path) {
    if (stat.type() == FileType.DIRECTORY || stat.links() < 2) {
      return Optional.empty();
    }
    return Optional.ofNullable(linked.putIfAbsent(inode(stat), path));
  }

  private static Inode inode(Stat stat) {
    return new Inode(stat.device(), stat.inode());
  }

  private void begin(OpenFile place, Stat stat, CString path, TarMember.Type type, CString link)
      throws IOException {
    TarMember member = member(stat, path, type, xattrs.of(place, path));
    tar.begin(link.length() == 0 ? member : member.asLinkTo(link));
  }

  private TarMember member(
      Stat stat, CString path, TarMember.Type type, Map<CString, byte[]> attributes)
      throws CaissonException {
    return new TarMember(
        type == TarMember.Type.DIRECTORY ? Markers.slash(path) : path,
        type,
        TarMember.NO_LINK,
        stat.mode(),
        require(rules.owners().user(stat.uid()), stat.uid(), path),
        require(rules.owners().group(stat.gid()), stat.gid(), path),
        type == TarMember.Type.FILE ? stat.size() : 0,
        rules.time(stat.modified()),
        stat.represents(),
        attributes);
  }

  /** Returns an owner in the image, who must be there. */
  static long require(OptionalLong inside, long outside, CString path) throws CaissonException {
    if (inside.isEmpty()) {
      throw new CaissonException(
          "pack",
          path.toString(),
          "it belongs to " + outside + " of this machine, who is nobody in the image",
          Optional.of("give it to a user whom the container has"));
    }
    return inside.getAsLong();
  }

  private void packContent(OpenFile place, CString path) throws IOException {
    try (OpenFile content = reader.content(place, path)) {
      Stat stat = content.stat();
      bytes += stat.size();
      if (bytes > rules.limits().bytes()) {
        throw exceeded(path, rules.limits().bytes() + " bytes");
      }
      begin(place, stat, path, TarMember.Type.FILE, TarMember.NO_LINK);
      copy(content, stat.size(), path);
    }
  }

  private void copy(OpenFile content, long size, CString path) throws IOException {
    long position = 0;
    while (position < size) {
      int wanted = (int) Math.min(CHUNK, size - position);
      int count = content.read(position, buffer, wanted);
      if (count < wanted) {
        throw new CaissonException(
            "pack",
            path.toString(),
            "it became shorter while it was read",
            Optional.of("pause whoever writes to it"));
      }
      buffer.bytes().position(0).get(chunk, 0, count);
      tar.write(chunk, count);
      position += count;
    }
  }

  private void count(CString path, int more) throws CaissonException {
    if (path.length() > PATH_MAX) {
      throw exceeded(path, PATH_MAX + " bytes in its name");
    }
    entries += more;
    if (entries > rules.limits().entries()) {
      throw exceeded(path, rules.limits().entries() + " entries");
    }
  }

  private static CaissonException exceeded(CString path, String limit) {
    return new CaissonException(
        "pack",
        path.toString(),
        "the layer would have more than " + limit,
        Optional.of("pack less, or raise PackLimits"));
  }

  @Override
  public void close() {
    buffer.close();
  }
}
