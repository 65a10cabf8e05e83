package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.Digest;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The blobs of a store, named by their digests, and the beginnings of some that are not complete.
 *
 * <p>A blob gets its name only once it is on the disk with the right digest.
 */
public final class Blobs implements AutoCloseable {

  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW, OpenFlag.NONBLOCK);
  private static final OpenHow PART =
      OpenHow.of(OpenFlag.RDWR, OpenFlag.CREAT, OpenFlag.NOFOLLOW, OpenFlag.NONBLOCK);

  private final Directory store;
  private final Directory blobs;
  private final Directory downloads;

  /** Takes the directory of the blobs, which is closed with this. */
  Blobs(Directory store, Directory blobs, Directory downloads) {
    this.store = store;
    this.blobs = blobs;
    this.downloads = downloads;
  }

  /** Returns the path in the store of a blob, as {@link Leases.Lease#hold} wants it. */
  public static String item(Digest digest) {
    return "blobs/sha256/" + digest.hex();
  }

  static CString name(Digest digest) {
    return CString.of(digest.hex());
  }

  /** Opens a blob for reading; empty where it is not there. */
  public Optional<OpenFile> find(Digest digest) throws CaissonException {
    try {
      OpenFile file = blobs.openFile(name(digest), READ);
      if (file.stat().type() == FileType.REGULAR) {
        return Optional.of(file);
      }
      file.close();
      return Optional.empty();
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns how many bytes a blob has; empty where it is not there. */
  public Optional<Long> size(Digest digest) throws CaissonException {
    return blobs.find(name(digest)).filter(stat -> stat.type() == FileType.REGULAR).map(Stat::size);
  }

  /** Returns the names of all blobs, and of what stands among them. */
  public List<CString> names() throws CaissonException {
    return blobs.list();
  }

  /** Returns the digests of all blobs. */
  public List<Digest> digests() throws CaissonException {
    List<Digest> digests = new ArrayList<>();
    for (CString name : blobs.list()) {
      digest(name).ifPresent(digests::add);
    }
    return digests;
  }

  /** Returns the digest that a name stands for; empty where it is the name of no blob. */
  public static Optional<Digest> digest(CString name) {
    try {
      return Optional.of(new Digest(name.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Stores a small blob. */
  public Digest put(byte[] bytes, Leases.Lease lease) throws CaissonException {
    Digest digest = Digest.ofBytes(bytes);
    lease.hold(item(digest));
    if (size(digest).equals(Optional.of((long) bytes.length))) {
      return digest;
    }
    try (NewBlob blob = create()) {
      blob.write(bytes);
      blob.commit(digest);
    }
    return digest;
  }

  /** Begins a blob whose digest is not known yet; the caller does not have the exclusive lock. */
  public NewBlob create() throws CaissonException {
    CString temporary = CString.of(UUID.randomUUID().toString());
    // Whoever removes what nobody is at keeps this lock off, so the file is not seen unlocked.
    StoreLock lock = StoreLock.shared(store);
    try (lock) {
      OpenFile file = downloads.openFile(temporary, PART);
      file.lock();
      return new NewBlob(blobs, downloads, temporary, file);
    }
  }

  /**
   * Goes on with the download of a blob, or begins it. Where another thread or process downloads
   * the same blob, this waits until it has ended; then the blob may be there.
   */
  public Download download(Digest digest, long size) throws CaissonException {
    CString name = name(digest);
    while (true) {
      OpenFile file = downloads.openFile(name, PART);
      boolean owned = false;
      try {
        file.lock();
        Optional<Stat> named = downloads.find(name);
        owned = named.isPresent() && named.get().isSameFile(file.stat());
        if (owned) {
          return new Download(blobs, downloads, digest, size, file);
        }
      } finally {
        if (!owned) {
          file.close();
        }
      }
    }
  }

  /** Opens what is there of a blob whose download is the caller's. */
  public OpenFile part(Digest digest) throws CaissonException {
    return downloads.openFile(name(digest), READ);
  }

  /** Returns what is there of blobs that are not complete. */
  public List<CString> parts() throws CaissonException {
    return downloads.list();
  }

  /** Moves a blob, or what stands among them, elsewhere; returns how many bytes it has. */
  public long moveAway(CString name, Directory target, CString newName) throws CaissonException {
    long size = blobs.find(name).map(Stat::size).orElse(0L);
    blobs.renameTo(name, target, newName);
    return size;
  }

  /**
   * Moves a blob elsewhere, if it still is this file; returns whether it was. The caller has the
   * exclusive lock.
   */
  public boolean moveAway(Digest digest, Stat file, Directory target) throws CaissonException {
    Optional<Stat> there = blobs.find(name(digest));
    return there.isPresent()
        && there.get().isSameFile(file)
        && blobs.renameTo(name(digest), target, name(digest));
  }

  /** Removes a part and returns how many bytes it had; empty where somebody is at it. */
  public Optional<Long> removePart(CString name) throws CaissonException {
    try (OpenFile file = downloads.openFile(name, READ)) {
      if (!file.tryLock()) {
        return Optional.empty();
      }
      long size = file.stat().size();
      downloads.unlink(name);
      return Optional.of(size);
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    blobs.close();
  }
}
