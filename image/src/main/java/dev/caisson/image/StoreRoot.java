package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The directory of a store, of one user's, and what its layers are like: the symbolic link {@code
 * form} names their {@link OverlayForm}.
 *
 * @param directory the open directory, which is closed with this
 * @param policy what is stored of the layers' attributes
 */
record StoreRoot(Directory directory, XattrPolicy policy) implements AutoCloseable {

  private static final int PRIVATE = 0700;
  private static final CString FORM = CString.of("form");

  /** Opens the directory, and makes it where it is missing. */
  static StoreRoot open(Path path, Optional<OverlayForm> required) throws CaissonException {
    Directory store = openStore(path);
    try {
      return new StoreRoot(store, policy(store, path, required));
    } catch (CaissonException e) {
      store.close();
      throw e;
    }
  }

  private static Directory openStore(Path path) throws CaissonException {
    Path above = Objects.requireNonNull(path.getParent(), "parent");
    try {
      Files.createDirectories(above);
    } catch (IOException e) {
      CaissonException failed =
          new CaissonException("make directory", above.toString(), e.toString(), Optional.empty());
      failed.initCause(e);
      throw failed;
    }
    try (Directory parent = Directory.open(above)) {
      return ensureChild(parent, EntryPath.of(CString.of(path)).orElseThrow().name());
    }
  }

  /** Opens a directory, and makes it with mode 0700 where it is missing. */
  static Directory ensureChild(Directory parent, CString name) throws CaissonException {
    try {
      parent.makeDirectory(name, PRIVATE);
    } catch (SystemCallException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
    return parent.child(name);
  }

  /**
   * Finds out what this process may do there, by trying it, and what the store's layers are like.
   */
  private static XattrPolicy policy(Directory store, Path path, Optional<OverlayForm> required)
      throws CaissonException {
    long user = Credentials.effectiveUser();
    Stat stat = store.stat();
    if (stat.uid() != user) {
      throw new UnsupportedHostException(
          "open layer store",
          path.toString(),
          "it belongs to user " + stat.uid() + ", not to " + user,
          Optional.of("use a directory of your own"));
    }
    if ((stat.mode() & ~PRIVATE) != 0) {
      store.changeMode(PRIVATE);
    }
    OverlayForm form = form(store, path, required);
    if (required.isPresent() && required.get() != form) {
      throw new UnsupportedHostException(
          "open layer store",
          path.toString(),
          "its layers are in the form " + form + ", not " + required.get(),
          Optional.of("use another directory for this form"));
    }
    return new XattrPolicy(form, user == 0);
  }

  private static OverlayForm form(Directory store, Path path, Optional<OverlayForm> required)
      throws CaissonException {
    if (store.find(FORM).isEmpty()) {
      OverlayForm suitable = canSet(store, OverlayForm.ANY) ? OverlayForm.ANY : OverlayForm.USER;
      try {
        store.makeSymlink(CString.of(required.orElse(suitable).name()), FORM);
      } catch (SystemCallException e) {
        if (!e.is(Errno.EEXIST)) {
          throw e;
        }
      }
    }
    OverlayForm form = read(store.readLink(FORM), path);
    requireAttributes(store, form);
    return form;
  }

  private static OverlayForm read(CString name, Path path) throws CaissonException {
    for (OverlayForm form : OverlayForm.values()) {
      if (name.equals(CString.of(form.name()))) {
        return form;
      }
    }
    throw new UnsupportedHostException(
        "open layer store",
        path.toString(),
        "its layers are in the unknown form " + name,
        Optional.of("another version made it: delete it, and images are unpacked anew"));
  }

  private static boolean canSet(Directory store, OverlayForm form) throws CaissonException {
    try {
      requireAttributes(store, form);
      return true;
    } catch (SystemCallException e) {
      if (e.is(Errno.EPERM)) {
        return false;
      }
      throw e;
    }
  }

  private static void requireAttributes(Directory store, OverlayForm form) throws CaissonException {
    CString probe = CString.of(form.prefix() + "probe");
    store.setXattr(probe, new byte[] {'y'});
  }

  @Override
  public void close() {
    directory.close();
  }
}
