package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.linux.CString;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The open directories of a layer store: {@code layers/sha256/DIFFID}, each with the tree {@code
 * root} and the record {@code layer.json}; {@code temporary}, for what is under way; and the
 * symbolic link {@code form}, whose target names the store's {@link OverlayForm}.
 */
final class StoreDirectories implements AutoCloseable {

  static final CString TREE = CString.of("root");

  private static final int PRIVATE = 0700;
  private static final CString RECORD = CString.of("layer.json");
  private static final CString FORM = CString.of("form");
  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW);

  private final Directory store;
  private final Directory layers;
  private final Directory temporary;
  private final Temporaries temporaries;
  private final XattrPolicy policy;

  private StoreDirectories(
      Directory store, Directory layers, Directory temporary, XattrPolicy policy) {
    this.store = store;
    this.layers = layers;
    this.temporary = temporary;
    this.temporaries = new Temporaries(temporary);
    this.policy = policy;
  }

  static StoreDirectories open(Path path, Optional<OverlayForm> required) throws CaissonException {
    Directory store = openStore(path);
    try {
      XattrPolicy policy = policy(store, path, required);
      try (Directory algorithms = ensureChild(store, CString.of("layers"))) {
        Directory temporary = ensureChild(store, CString.of("temporary"));
        try {
          Directory layers = ensureChild(algorithms, CString.of("sha256"));
          return new StoreDirectories(store, layers, temporary, policy);
        } catch (CaissonException e) {
          temporary.close();
          throw e;
        }
      }
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

  private static Directory ensureChild(Directory parent, CString name) throws CaissonException {
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

  OverlayForm form() {
    return policy.form();
  }

  void sweep() throws CaissonException {
    temporaries.sweep();
  }

  /** Makes sure that a layer is there and returns its record. */
  LayerRecord ensure(LayerBlob layer, UnpackLimits limits) throws CaissonException {
    CString name = LayerStore.name(layer.diffId());
    if (layers.find(name).isEmpty()) {
      unpack(layer, limits, name);
    }
    try (Directory there = layers.child(name);
        OpenFile file = there.openFile(RECORD, READ)) {
      FileRegion region =
          new FileRegion("record of layer " + layer.diffId(), file, 0, file.stat().size());
      return LayerRecord.ofJson(region.name(), region.document());
    }
  }

  private void unpack(LayerBlob layer, UnpackLimits limits, CString name) throws CaissonException {
    try (Temporaries.Temporary work = temporaries.make()) {
      LayerRecord kept = unpack(layer, limits, work.directory());
      try (OpenFile file = work.directory().createFile(RECORD)) {
        file.write(kept.toJson());
      }
      work.moveTo(layers, name);
    }
  }

  private LayerRecord unpack(LayerBlob layer, UnpackLimits limits, Directory work)
      throws CaissonException {
    work.makeDirectory(TREE, PRIVATE);
    try (Directory root = work.child(TREE);
        LinkSources sources = new LinkSources(work);
        LayerStream stream = LayerStream.open(layer, limits);
        LayerUnpacker unpacker =
            new LayerUnpacker(stream, root, sources, policy, limits.entries())) {
      root.changeMode(LayerTree.IMPLIED_MODE);
      LayerRecord kept = unpacker.unpack();
      stream.verify();
      sources.remove();
      return kept;
    }
  }

  @Override
  public void close() {
    temporary.close();
    layers.close();
    store.close();
  }
}
