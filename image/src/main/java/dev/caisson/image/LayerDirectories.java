package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.image.content.Leases;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.util.List;
import java.util.Optional;

/**
 * The unpacked layers of a store: {@code layers/sha256/DIFFID}, each with the tree {@code root} and
 * the record {@code layer.json}; {@code temporary} is for what is under way.
 */
final class LayerDirectories implements AutoCloseable {

  static final CString TREE = CString.of("root");

  private static final int PRIVATE = 0700;
  private static final CString RECORD = CString.of("layer.json");
  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW);

  private final Directory layers;
  private final Directory temporary;
  private final Temporaries temporaries;
  private final XattrPolicy policy;

  private LayerDirectories(Directory layers, Directory temporary, XattrPolicy policy) {
    this.layers = layers;
    this.temporary = temporary;
    this.temporaries = new Temporaries(temporary);
    this.policy = policy;
  }

  static LayerDirectories open(StoreRoot store) throws CaissonException {
    Directory temporary = StoreRoot.ensureChild(store.directory(), CString.of("temporary"));
    try (Directory algorithms = StoreRoot.ensureChild(store.directory(), CString.of("layers"))) {
      Directory layers = StoreRoot.ensureChild(algorithms, CString.of("sha256"));
      return new LayerDirectories(layers, temporary, store.policy());
    } catch (CaissonException e) {
      temporary.close();
      throw e;
    }
  }

  /** Returns where files are decompressed. */
  Scratch scratch(UnpackLimits limits) {
    return new Scratch(temporaries, limits);
  }

  void sweep() throws CaissonException {
    temporaries.sweep();
  }

  /** Returns the path in the store of a layer, as {@link Leases.Lease#hold} wants it. */
  static String item(CString name) {
    return "layers/sha256/" + name;
  }

  /** Makes a directory of work. */
  Temporaries.Temporary temporary() throws CaissonException {
    return temporaries.make();
  }

  /** Returns the names of all layers. */
  List<CString> names() throws CaissonException {
    return layers.list();
  }

  /** Moves a layer elsewhere; returns about how many bytes it has. */
  long moveAway(CString name, Directory target, CString newName) throws CaissonException {
    long size = record(name).map(LayerRecord::size).orElse(0L);
    layers.renameTo(name, target, newName);
    return size;
  }

  /** Reads the record of a layer; empty where it is not there, or not whole. */
  Optional<LayerRecord> record(CString name) throws CaissonException {
    try (Directory there = layers.child(name)) {
      return Optional.of(readRecord(name, there));
    } catch (InvalidImageException e) {
      return Optional.empty();
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static LayerRecord readRecord(CString name, Directory there) throws CaissonException {
    try (OpenFile file = there.openFile(RECORD, READ)) {
      FileRegion region = new FileRegion("record of layer " + name, file, 0, file.stat().size());
      return LayerRecord.ofJson(region.name(), region.document());
    }
  }

  /** Makes sure that a layer is there and returns its record. */
  LayerRecord ensure(LayerBlob layer, UnpackLimits limits) throws CaissonException {
    CString name = LayerStore.name(layer.diffId());
    if (layers.find(name).isEmpty()) {
      unpack(layer, limits, name);
    }
    try (Directory there = layers.child(name)) {
      return readRecord(name, there);
    }
  }

  private void unpack(LayerBlob layer, UnpackLimits limits, CString name) throws CaissonException {
    try (Temporaries.Temporary work = temporaries.make()) {
      unpackInto(layer, limits, work.directory());
      // After a power cut a layer must not have a name but lack its files.
      work.directory().syncFileSystem();
      work.moveTo(layers, name);
      layers.sync();
    }
  }

  /** Unpacks a layer and writes its record into an empty directory. */
  void unpackInto(LayerBlob layer, UnpackLimits limits, Directory work) throws CaissonException {
    LayerRecord kept = unpack(layer, limits, work);
    try (OpenFile file = work.createFile(RECORD)) {
      file.write(kept.toJson());
    }
  }

  /** Returns how a layer differs from what {@link #unpackInto} made of it. */
  Optional<String> difference(CString name, Directory work) throws CaissonException {
    Optional<LayerRecord> known = record(name);
    if (known.isEmpty()) {
      return Optional.of("its record is missing or damaged");
    }
    try (Directory there = layers.child(name)) {
      if (there.find(TREE).filter(stat -> stat.type() == FileType.DIRECTORY).isEmpty()) {
        return Optional.of("its files are missing");
      }
      try (Directory tree = there.child(TREE);
          Directory made = work.child(TREE);
          TreeComparison comparison = new TreeComparison(tree, made)) {
        return comparison.difference();
      }
    }
  }

  /** Puts what {@link #unpackInto} made in the place of a layer. */
  void exchange(Temporaries.Temporary work, CString name) throws CaissonException {
    try (Temporaries.Temporary trash = temporaries.make()) {
      layers.renameTo(name, trash.directory(), name);
      work.moveTo(layers, name);
      layers.sync();
    }
  }

  private LayerRecord unpack(LayerBlob layer, UnpackLimits limits, Directory work)
      throws CaissonException {
    work.makeDirectory(TREE, PRIVATE);
    try (Directory root = work.child(TREE);
        LinkSources sources = new LinkSources(work);
        LayerStream stream = LayerStream.open(layer.bytes(), limits);
        LayerUnpacker unpacker =
            new LayerUnpacker(stream, root, sources, policy, limits.entries())) {
      root.changeMode(LayerTree.IMPLIED_MODE);
      LayerRecord kept = unpacker.unpack();
      stream.verify(layer);
      sources.remove();
      return kept;
    }
  }

  @Override
  public void close() {
    temporary.close();
    layers.close();
  }
}
