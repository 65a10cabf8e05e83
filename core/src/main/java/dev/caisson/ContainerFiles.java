package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A container's files, seen from outside.
 *
 * <p>A path is resolved in the container's root, as the container itself would resolve it; {@code
 * /} is that root, and so is where a relative path starts. Neither {@code ..} nor a symbolic link
 * leads out of it, whatever the container does meanwhile. Only regular files are read and written,
 * so that no FIFO and no device keeps a caller waiting, and nothing in {@code /proc}, {@code /sys}
 * and their like. Folders that are mounted in the container are part of the tree.
 *
 * <p>File names are bytes; one that is not UTF-8 is given with a lone surrogate from U+DC80 to
 * U+DCFF for each byte that does not fit, and is taken back so.
 *
 * <p>A JVM of root reaches all files. That of an ordinary user has the rights of this user and no
 * more: what belongs to another user of the container, as its mode allows others. The memory that
 * written files take is accounted to the JVM, though within the container's disk limit.
 *
 * <p>No call is atomic, as the container may go on. Any thread may use it. It stays usable when the
 * container has ended, and until it is closed it keeps the container's files, and their memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public final class ContainerFiles implements AutoCloseable {

  private static final int MOST_READ = 64 << 20;

  private final FilesRoot root;
  private final FileOwners owners;

  ContainerFiles(Directory root, FileOwners owners) {
    this.root = new FilesRoot(root);
    this.owners = owners;
  }

  /**
   * Returns the contents of a file, of 64 MiB at most.
   *
   * @throws CaissonException as {@link #read(String, int)} does
   */
  public byte[] read(String path) throws CaissonException {
    return read(path, MOST_READ);
  }

  /**
   * Returns the contents of a file, which may grow while it is read.
   *
   * @param most the most bytes
   * @throws CaissonException EFBIG if there is more, ENOENT if there is no such file; or if it is
   *     no regular file
   */
  public byte[] read(String path, int most) throws CaissonException {
    if (most < 0) {
      throw new IllegalArgumentException("most: " + most);
    }
    InsidePath inside = new InsidePath(path);
    return root.at(
        "read", inside, own -> FileInput.contents(new FileAccess(own, owners).read(inside), most));
  }

  /**
   * Opens a file for reading; the stream does not depend on this object.
   *
   * @throws CaissonException ENOENT if there is no such file; or if it is no regular file
   */
  public InputStream openRead(String path) throws CaissonException {
    InsidePath inside = new InsidePath(path);
    return root.at("read", inside, own -> new FileInput(new FileAccess(own, owners).read(inside)));
  }

  /**
   * Writes a file as {@link #write(String, byte[], FileOwner)} does; a new one belongs to the
   * container's root, or to whom the JVM's user is in the container where he is not this machine's
   * root.
   */
  public void write(String path, byte[] contents) throws CaissonException {
    write(path, contents, owners.usual());
  }

  /**
   * Writes a file. One that is there is emptied first, and keeps owner and permissions; a new one
   * gets permissions 0644. Its directory must be there.
   *
   * @param owner whom a new file belongs to
   * @throws IllegalArgumentException if the container has no such user or group
   * @throws CaissonException if there is something that is no regular file, or a symbolic link to
   *     nothing; ENOENT if there is no such directory; ENOSPC; part may have been written then. For
   *     a JVM of an ordinary user, if the owner is not he
   */
  public void write(String path, byte[] contents, FileOwner owner) throws CaissonException {
    Objects.requireNonNull(contents, "contents");
    InsidePath inside = new InsidePath(path);
    owners.require(owner);
    root.at(
        "write",
        inside,
        own -> {
          try (OpenFile file = new FileAccess(own, owners).write(inside, owner)) {
            file.write(contents);
          }
          return inside;
        });
  }

  /** Opens a file for writing as {@link #write(String, byte[])} does. */
  public OutputStream openWrite(String path) throws CaissonException {
    return openWrite(path, owners.usual());
  }

  /**
   * Opens a file for writing as {@link #write(String, byte[], FileOwner)} does; the stream does not
   * depend on this object.
   *
   * @throws CaissonException as {@link #write(String, byte[], FileOwner)} does
   */
  public OutputStream openWrite(String path, FileOwner owner) throws CaissonException {
    InsidePath inside = new InsidePath(path);
    owners.require(owner);
    return root.at(
        "write", inside, own -> new FileOutput(new FileAccess(own, owners).write(inside, owner)));
  }

  /**
   * Returns what is in a directory, in no order, 100,000 entries at most.
   *
   * @throws CaissonException ENOENT, ENOTDIR; EOVERFLOW if there are more
   */
  public List<FileEntry> list(String path) throws CaissonException {
    InsidePath inside = new InsidePath(path);
    return root.at(
        "list",
        inside,
        own -> {
          try (OpenFile place = inside.follow(own);
              Directory directory = place.openDirectory()) {
            return FileEntry.all(directory, owners);
          }
        });
  }

  /**
   * Returns what is known of a file, of a symbolic link itself; empty where there is none.
   *
   * @throws IllegalArgumentException if the path does not end in a name
   */
  public Optional<FileEntry> find(String path) throws CaissonException {
    InsidePath inside = new InsidePath(path);
    CString name = inside.name();
    return root.ifThere(
        "look for",
        inside,
        own -> {
          try (OpenFile place = inside.itself(own)) {
            return FileEntry.of(FileName.text(name), place.stat(), owners);
          }
        });
  }

  /** Returns whether a path leads to something; a symbolic link to nothing does not. */
  public boolean exists(String path) throws CaissonException {
    InsidePath inside = new InsidePath(path);
    return root.ifThere(
            "look for",
            inside,
            own -> {
              try (OpenFile place = inside.follow(own)) {
                return place.stat();
              }
            })
        .isPresent();
  }

  /**
   * Removes a file, a symbolic link itself, or a directory with all that is in it.
   *
   * @return whether there was something
   * @throws IllegalArgumentException if the path does not end in a name
   * @throws CaissonException EXDEV or EBUSY if something is mounted there or below; part may be
   *     gone then
   */
  public boolean delete(String path) throws CaissonException {
    InsidePath inside = new InsidePath(path);
    CString name = inside.name();
    if (find(path).isEmpty()) {
      return false;
    }
    return root.at(
        "delete",
        inside,
        own -> {
          try (Directory parent = inside.parent(own)) {
            parent.removeTree(name);
            return true;
          }
        });
  }

  /**
   * Copies into the container as {@link #copyIn(Path, String, FileOwner)} does; the copies belong
   * to whom new files of {@link #write(String, byte[])} belong to.
   */
  public Copied copyIn(Path here, String inside) throws CaissonException {
    return copyIn(here, inside, owners.usual());
  }

  /**
   * Copies a file, a directory with all that is in it, or a symbolic link itself from this machine
   * into the container. Permissions are kept, but for setuid, setgid and sticky; sockets, named
   * pipes and devices in a directory are skipped; no link is followed. A failure leaves nothing.
   *
   * @param here what is copied
   * @param inside the copy's path, at which nothing may be yet, in a directory that is there
   * @param owner whom the copies belong to
   * @throws IllegalArgumentException if the path inside does not end in a name, or the container
   *     has no such user or group
   * @throws CaissonException EEXIST, ENOENT, ENOSPC; or if there are more than 100 directories in
   *     one another
   */
  public Copied copyIn(Path here, String inside, FileOwner owner) throws CaissonException {
    HostPlace source = new HostPlace(here);
    InsidePath target = new InsidePath(inside);
    CString name = target.name();
    owners.require(owner);
    return root.at(
        "copy " + here + " to",
        target,
        own -> {
          try (Directory parent = target.parent(own);
              OpenFile place = source.open();
              TreeCopy copy =
                  new TreeCopy(CopyLimits.NONE, new Destination.Inside(owners, owner))) {
            FileAccess.requireFilesIn(parent, target);
            return copy.copy(place, here.toString(), parent, name);
          }
        });
  }

  /**
   * Copies out of the container as {@link #copyOut(String, Path, CopyLimits)} does, with the {@link
   * CopyLimits#standard() standard limits}.
   */
  public Copied copyOut(String inside, Path here) throws CaissonException {
    return copyOut(inside, here, CopyLimits.standard());
  }

  /**
   * Copies a file, a directory with all that is in it, or a symbolic link itself from the container
   * to this machine. The copies belong to the JVM's user, who may read and write them; setuid,
   * setgid, sticky and the right of others to write are dropped. Sockets, named pipes, devices and
   * what the kernel makes up are skipped in a directory. No link is followed on either side, and
   * links are copied as they are: whoever follows one of them on this machine may be led anywhere.
   * A failure leaves nothing.
   *
   * @param here the copy's path, at which nothing may be yet, in a directory that is there
   * @throws CaissonException EEXIST, ENOENT, ENOSPC; or if there is more than the limits allow, or
   *     there are more than 100 directories in one another
   */
  public Copied copyOut(String inside, Path here, CopyLimits limits) throws CaissonException {
    InsidePath source = new InsidePath(inside);
    HostPlace target = new HostPlace(here);
    Objects.requireNonNull(limits, "limits");
    return root.at(
        "copy to " + here + " from",
        source,
        own -> {
          try (OpenFile place = source.itself(own);
              Directory parent = target.parent();
              TreeCopy copy = new TreeCopy(limits, new Destination.Here())) {
            return copy.copy(place, inside, parent, target.name());
          }
        });
  }

  /** Lets the files go; a second call does nothing. */
  @Override
  public void close() {
    root.close();
  }
}
