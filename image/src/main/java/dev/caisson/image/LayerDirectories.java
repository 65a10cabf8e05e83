package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.LayerName.Kind;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The unpacked layers of a store: {@code layers/sha256/DIFFID} and {@code chains/sha256/CHAINID},
 * each with the tree {@code root} and the record {@code layer.json}; {@code temporary} is for what
 * is under way.
 */
final class LayerDirectories implements AutoCloseable {

  static final CString TREE = CString.of("root");

  private static final int PRIVATE = 0700;
  private static final CString TEMPORARY = CString.of("temporary");
  private static final CString RECORD = CString.of("layer.json");
  private static final OpenHow READ = OpenHow.of(OpenFlag.NOFOLLOW);

  private final Directory layers;
  private final Directory chains;
  private final Directory temporary;
  private final Temporaries temporaries;
  private final XattrPolicy policy;

  private LayerDirectories(StoreRoot store, List<Directory> opened) throws CaissonException {
    this.layers = ensure(store.directory(), Kind.LAYERS, opened);
    this.chains = ensure(store.directory(), Kind.CHAINS, opened);
    this.temporary = StoreRoot.ensureChild(store.directory(), TEMPORARY);
    this.temporaries = new Temporaries(temporary);
    this.policy = store.policy();
  }

  static LayerDirectories open(StoreRoot store) throws CaissonException {
    List<Directory> opened = new ArrayList<>();
    try {
      return new LayerDirectories(store, opened);
    } catch (CaissonException e) {
      opened.forEach(Directory::close);
      throw e;
    }
  }

  private static Directory ensure(Directory store, Kind kind, List<Directory> opened)
      throws CaissonException {
    try (Directory algorithms = StoreRoot.ensureChild(store, CString.of(kind.directory()))) {
      Directory directory = StoreRoot.ensureChild(algorithms, CString.of("sha256"));
      opened.add(directory);
      return directory;
    }
  }

  private Directory of(Kind kind) {
    return kind == Kind.LAYERS ? layers : chains;
  }

  /** Returns how layers are unpacked here. */
  UnpackRules rules(UnpackLimits limits, DeviceNodes devices) {
    return new UnpackRules(policy, limits, devices);
  }

  /** Returns where files are decompressed. */
  Scratch scratch(UnpackLimits limits) {
    return new Scratch(temporaries, limits);
  }

  /** Removes what killed processes left. */
  void sweep() throws CaissonException {
    temporaries.sweep();
  }

  /** Makes a directory of work. */
  Temporaries.Temporary temporary() throws CaissonException {
    return temporaries.make();
  }

  /** Returns where a directory of work is, in the directory of the store. */
  Path path(Path store, Temporaries.Temporary work) {
    return store.resolve(TEMPORARY.toString()).resolve(work.name().toString());
  }

  /** Returns the names of all layers of a kind, and of what stands among them. */
  List<CString> names(Kind kind) throws CaissonException {
    return of(kind).list();
  }

  /** Moves a layer elsewhere; returns about how many bytes it has. */
  long moveAway(Kind kind, CString name, Directory target, CString newName)
      throws CaissonException {
    long size = record(kind, name).map(LayerRecord::size).orElse(0L);
    of(kind).renameTo(name, target, newName);
    return size;
  }

  /** Reads the record of a layer; empty where it is not there, or not whole. */
  Optional<LayerRecord> record(LayerName name) throws CaissonException {
    return record(name.kind(), name.file());
  }

  private Optional<LayerRecord> record(Kind kind, CString name) throws CaissonException {
    try (Directory there = of(kind).child(name);
        OpenFile file = there.openFile(RECORD, READ)) {
      FileRegion region = new FileRegion("record of layer " + name, file, 0, file.stat().size());
      return Optional.of(LayerRecord.ofJson(region.name(), region.document()));
    } catch (InvalidImageException e) {
      return Optional.empty();
    } catch (SystemCallException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns whether a layer is there, whatever is in it. */
  boolean has(LayerName name) throws CaissonException {
    return of(name.kind()).find(name.file()).isPresent();
  }

  /** Opens the tree of a layer that is there. */
  Directory tree(LayerName name) throws CaissonException {
    try (Directory there = of(name.kind()).child(name.file())) {
      return there.child(TREE);
    }
  }

  /** Unpacks a layer and writes its record into an empty directory. */
  LayerRecord unpackInto(LayerBlob layer, UnpackRules rules, Directory work, Below below)
      throws CaissonException {
    LayerRecord kept = unpack(layer, rules, work, below);
    try (OpenFile file = work.createFile(RECORD)) {
      file.write(kept.toJson());
    }
    return kept;
  }

  private static LayerRecord unpack(LayerBlob layer, UnpackRules rules, Directory work, Below below)
      throws CaissonException {
    work.makeDirectory(TREE, PRIVATE);
    try (Directory root = work.child(TREE);
        LinkSources sources = new LinkSources(work);
        LayerStream stream = LayerStream.open(layer, rules.limits());
        LayerUnpacker unpacker = new LayerUnpacker(stream, root, sources, below, rules)) {
      root.changeMode(ImpliedDirectories.MODE);
      LayerRecord kept = unpacker.unpack();
      stream.verify(layer);
      sources.remove();
      return kept;
    }
  }

  /** Gives a layer its name once it is on the disk, unless another has been as quick. */
  void place(Temporaries.Temporary work, LayerName name) throws CaissonException {
    // After a power cut a layer must not have a name but lack its files.
    work.directory().syncFileSystem();
    work.moveTo(of(name.kind()), name.file());
    of(name.kind()).sync();
  }

  /** Returns how a layer differs from what {@link #unpackInto} made of it. */
  Optional<String> difference(LayerName name, Directory work) throws CaissonException {
    if (record(name).isEmpty()) {
      return Optional.of("its record is missing or damaged");
    }
    try (Directory there = of(name.kind()).child(name.file())) {
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

  /** Puts what {@link #unpackInto} made, and is on the disk, in the place of a layer. */
  void exchange(Temporaries.Temporary work, LayerName name) throws CaissonException {
    Directory directory = of(name.kind());
    try (Temporaries.Temporary trash = temporaries.make()) {
      directory.renameTo(name.file(), trash.directory(), name.file());
      work.moveTo(directory, name.file());
      directory.sync();
    }
  }

  @Override
  public void close() {
    temporary.close();
    chains.close();
    layers.close();
  }
}
