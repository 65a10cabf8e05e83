package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.LowerLayers.Found;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.Stat;
import dev.caisson.linux.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Unpacks the entries of one layer's tar into a directory in overlayfs's form.
 *
 * <p>The tar is an attacker's, and this runs with all the rights of the JVM. So every step is
 * relative to a descriptor of a directory that the kernel resolved with the layer as root, and acts
 * on one name there without following it.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI image layer
 *     specification</a>
 */
final class LayerUnpacker implements AutoCloseable {

  private static final int PLACEHOLDER_MODE = 0;
  private static final Timestamp BEGINNING = new Timestamp(0, 0);

  /** Sets what is left to set of a directory once it is full. */
  private interface Finish {
    void apply(Directory directory) throws CaissonException;
  }

  /** A directory that is not finished, and which one that was. */
  private record Unfinished(Stat made, Finish finish) {}

  private final TarReader tar;
  private final String layer;
  private final UnpackRules rules;
  private final LayerTree tree;
  private final LinkSources linkSources;
  private final Below below;
  private final HardLinks hardLinks;
  private final FromBelow implied;
  private final CopyUp copyUp;
  private final Attributes attributes;
  private final LayerRecord kept;
  private final Map<EntryPath, Unfinished> directories = new LinkedHashMap<>();

  /** Makes an unpacker of a tar into an empty directory that only this user can reach. */
  LayerUnpacker(
      TarInput input, Directory root, LinkSources linkSources, Below below, UnpackRules rules) {
    this.tar = new TarReader(input);
    this.layer = input.name();
    this.rules = rules;
    this.implied = new FromBelow();
    this.tree =
        new LayerTree(
            root, rules.policy().form(), below, new ImpliedDirectories(root, below, implied));
    this.linkSources = linkSources;
    this.below = below;
    this.copyUp = new CopyUp(rules.policy());
    this.hardLinks = new HardLinks(layer, tree, linkSources, below, copyUp);
    this.kept = new LayerRecord();
    this.attributes = new Attributes(rules.policy(), kept);
  }

  /** Unpacks all entries. */
  LayerRecord unpack() throws CaissonException {
    long count = 0;
    tree.beginEntry();
    implied.setPlain(EntryPath.ROOT, tree.make(EntryPath.ROOT));
    Optional<TarEntry> entry = tar.next();
    while (entry.isPresent()) {
      count++;
      if (count > rules.limits().entries()) {
        throw InvalidImage.reading(
            layer,
            "more than " + rules.limits().entries() + " entries",
            "raise UnpackLimits.entries");
      }
      unpackOrExplain(entry.get());
      entry = tar.next();
    }
    finishDirectories();
    if (tree.isOpaque()) {
      kept.setOpaque();
    }
    return kept;
  }

  private void unpackOrExplain(TarEntry entry) throws CaissonException {
    try {
      unpack(entry);
    } catch (SystemCallException e) {
      int number = e.errno().map(Errno::number).orElseThrow(() -> e);
      SystemCallException explained =
          new SystemCallException(
              e.step() + " " + e.object(), "for entry " + entry.name() + " of " + layer, number);
      explained.initCause(e);
      throw explained;
    }
  }

  private void unpack(TarEntry entry) throws CaissonException {
    tree.beginEntry();
    if (entry.name().length() == 0) {
      return;
    }
    EntryPath path = path(entry, entry.name());
    Whiteout meaning = Whiteout.of(path);
    if (meaning instanceof Whiteout.None) {
      unpackAt(entry, path);
    } else if (meaning instanceof Whiteout.Hide hide) {
      tree.hide(path.parent(), hide.name());
    } else if (meaning instanceof Whiteout.Opaque) {
      tree.hideAll(path.parent());
    } else if (meaning instanceof Whiteout.LinkSource source) {
      keepLinkSource(entry, source.name());
    } else if (meaning instanceof Whiteout.Invalid) {
      throw invalid(entry, "is no valid whiteout");
    }
  }

  private EntryPath path(TarEntry entry, CString name) throws InvalidImageException {
    return EntryPath.of(name)
        .orElseThrow(() -> invalid(entry, "has a name that is longer than 255 bytes"));
  }

  private InvalidImageException invalid(TarEntry entry, String cause) {
    return InvalidImage.reading(layer, "entry " + entry.name() + " " + cause);
  }

  private void unpackAt(TarEntry entry, EntryPath path) throws CaissonException {
    if (path.isRoot() && entry.type() == TarType.FILE) {
      return;
    }
    if (path.isRoot() && entry.type() != TarType.DIRECTORY) {
      throw invalid(entry, "would change the type of the root directory");
    }
    switch (entry.type()) {
      case FILE -> file(entry, path);
      case DIRECTORY -> directory(entry, path);
      case SYMBOLIC_LINK -> symbolicLink(entry, path);
      case HARD_LINK -> hardLinks.make(entry, path, path(entry, entry.linkName()));
      case FIFO -> fifo(entry, path);
      case CHARACTER_DEVICE, BLOCK_DEVICE -> device(entry, path);
    }
  }

  private void file(TarEntry entry, EntryPath path) throws CaissonException {
    long most = rules.limits().bytes();
    if (entry.size() > most) {
      throw invalid(
          entry,
          "has " + entry.size() + " bytes, more than " + most + " bytes, UnpackLimits.bytes");
    }
    try (OpenFile file = tree.createFile(tree.make(path.parent()), path.name())) {
      tar.copyBody(file);
      kept.addSize(entry.size());
      attributes.apply(entry, file, entry.mode());
    }
  }

  private void directory(TarEntry entry, EntryPath path) throws CaissonException {
    Directory directory = tree.describe(path);
    attributes.applyToDirectory(entry, directory);
    directories.put(
        path, new Unfinished(directory.stat(), full -> attributes.finishDirectory(entry, full)));
  }

  private void symbolicLink(TarEntry entry, EntryPath path) throws CaissonException {
    if (entry.linkName().length() == 0) {
      throw invalid(entry, "is a symbolic link to nothing");
    }
    Directory above = tree.make(path.parent());
    tree.makeSymlink(above, path.name(), entry.linkName());
    attributes.applyToLink(entry, above, path.name());
  }

  private void fifo(TarEntry entry, EntryPath path) throws CaissonException {
    Directory above = tree.make(path.parent());
    tree.makeFifo(above, path.name());
    attributes.applyToNode(entry, above, path.name());
  }

  private void device(TarEntry entry, EntryPath path) throws CaissonException {
    if (entry.type() == TarType.CHARACTER_DEVICE && entry.device().equals(new Stat.Device(0, 0))) {
      throw invalid(entry, "is device 0:0, which overlayfs would take for a whiteout");
    }
    Directory above = tree.make(path.parent());
    if (rules.devices() == DeviceNodes.NODES && rules.policy().privileged()) {
      tree.makeDevice(above, path.name(), entry);
      attributes.applyToNode(entry, above, path.name());
      kept.setNodes();
      return;
    }
    // Whoever gets at the layer's directory on the host must not get at the host's devices.
    try (OpenFile file = tree.createFile(above, path.name())) {
      attributes.apply(entry, file, PLACEHOLDER_MODE);
    }
    kept.omitDevice(entry.name());
  }

  private void keepLinkSource(TarEntry entry, CString name) throws CaissonException {
    if (entry.type() == TarType.FILE) {
      Directory directory = linkSources.directory();
      directory.removeTree(name);
      try (OpenFile file = directory.createFile(name)) {
        tar.copyBody(file);
        attributes.apply(entry, file, entry.mode());
      }
    }
  }

  /** Gives directories that no entry describes the attributes that they have below. */
  private final class FromBelow implements ImpliedDirectories.Attributes {

    @Override
    public void setPlain(EntryPath path, Directory made) throws CaissonException {
      // Whatever time it is: the same layer makes the same tree.
      directories.put(
          path, new Unfinished(made.stat(), full -> full.changeTimes(BEGINNING, BEGINNING)));
    }

    @Override
    public void copy(EntryPath path, Directory made, Found lower) throws CaissonException {
      try (Directory from = lower.above().child(lower.name())) {
        copyUp.copyAttributes(from, lower.stat(), made);
      }
      directories.put(path, new Unfinished(made.stat(), full -> finish(path, full)));
    }

    private void finish(EntryPath path, Directory full) throws CaissonException {
      Optional<Found> lower = below.findEvenIfHidden(path);
      if (lower.isPresent()) {
        try (Found found = lower.get();
            Directory from = found.above().child(found.name())) {
          copyUp.finish(from, found.stat(), full);
        }
      }
    }
  }

  private void finishDirectories() throws CaissonException {
    for (Map.Entry<EntryPath, Unfinished> unfinished : directories.entrySet()) {
      tree.beginEntry();
      Optional<Directory> directory = tree.find(unfinished.getKey());
      // What the path means now may be another directory, or none.
      if (directory.isPresent()
          && directory.get().stat().isSameFile(unfinished.getValue().made())) {
        unfinished.getValue().finish().apply(directory.get());
      }
    }
  }

  @Override
  public void close() throws CaissonException {
    tree.close();
    copyUp.close();
  }
}
