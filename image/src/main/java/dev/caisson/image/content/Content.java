package dev.caisson.image.content;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The content of a store, in its directory: the OCI layout {@code images}, {@code downloads}, and
 * {@code leases}.
 *
 * <p>Any number of threads and processes of one user may use the same. Whatever is killed at
 * whatever moment leaves a whole layout: files get their names when they are complete.
 */
public final class Content implements AutoCloseable {

  /** The directory that is an OCI layout. */
  public static final String LAYOUT = "images";

  private static final int PRIVATE = 0700;
  private static final CString INDEX = CString.of("index.json");
  private static final CString MARK = CString.of("oci-layout");
  private static final byte[] VERSION =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW, OpenFlag.NONBLOCK);

  private final Directory store;
  private final Directory layout;
  private final Directory downloads;
  private final Directory leases;
  private final Blobs blobs;

  private Content(Directory store) throws CaissonException {
    List<Directory> opened = new ArrayList<>(List.of(store));
    try {
      this.store = store;
      this.layout = add(opened, ensureChild(store, LAYOUT));
      this.downloads = add(opened, ensureChild(store, "downloads"));
      this.leases = add(opened, ensureChild(store, "leases"));
      try (Directory algorithms = ensureChild(layout, "blobs")) {
        this.blobs = new Blobs(store, add(opened, ensureChild(algorithms, "sha256")), downloads);
      }
      ensureLayout();
    } catch (CaissonException e) {
      opened.forEach(Directory::close);
      throw e;
    }
  }

  private static Directory add(List<Directory> opened, Directory directory) {
    opened.add(directory);
    return directory;
  }

  /** Opens what is in the directory of a store, and makes what is missing. */
  public static Content open(Directory store) throws CaissonException {
    return new Content(store.reopen());
  }

  private static Directory ensureChild(Directory parent, String name) throws CaissonException {
    try {
      parent.makeDirectory(CString.of(name), PRIVATE);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
    return parent.child(CString.of(name));
  }

  private void ensureLayout() throws CaissonException {
    if (layout.find(MARK).isPresent() && layout.find(INDEX).isPresent()) {
      return;
    }
    StoreLock lock = lock();
    try (lock) {
      if (layout.find(INDEX).isEmpty()) {
        write(INDEX, new ImageIndex(List.of()).toJson());
      }
      write(MARK, VERSION);
    }
  }

  /** Returns the blobs. */
  public Blobs blobs() {
    return blobs;
  }

  /** Returns who needs what. */
  public Leases leases() {
    return new Leases(store, leases);
  }

  /** Waits for the exclusive lock of the store. */
  public StoreLock lock() throws CaissonException {
    return StoreLock.exclusive(store);
  }

  /** Reads what the names stand for at this moment. */
  public ImageIndex index() throws CaissonException {
    try (OpenFile file = layout.openFile(INDEX, READ)) {
      long size = file.stat().size();
      int most = JsonObject.MAX_BYTES;
      if (size > most) {
        throw InvalidImage.reading(
            LAYOUT + "/index.json", size + " bytes are more than an index may have");
      }
      return ImageIndex.parse(LAYOUT + "/index.json", file.read(0, (int) size));
    }
  }

  /** Changes what the names stand for, while nobody else does. */
  public ImageIndex change(UnaryOperator<ImageIndex> change) throws CaissonException {
    StoreLock lock = lock();
    try (lock) {
      ImageIndex changed = change.apply(index());
      replace(changed);
      return changed;
    }
  }

  /** Changes what the names stand for; the caller has the exclusive lock. */
  public void replace(ImageIndex index) throws CaissonException {
    write(INDEX, index.toJson());
  }

  private void write(CString name, byte[] bytes) throws CaissonException {
    CString temporary = CString.of(UUID.randomUUID().toString());
    try (OpenFile file = downloads.createFile(temporary)) {
      file.write(bytes);
      file.sync();
      downloads.replace(temporary, layout, name);
    }
    layout.sync();
  }

  @Override
  public void close() {
    blobs.close();
    leases.close();
    downloads.close();
    layout.close();
    store.close();
  }
}
