package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.LowerLayers.Found;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;
import java.util.Optional;

/**
 * Makes the hard links of a layer: to files before them in the layer or, where only a layer below
 * has the file, to a copy of it, as overlayfs makes one.
 */
final class HardLinks {

  private final String layer;
  private final LayerTree tree;
  private final LinkSources sources;
  private final Below below;
  private final CopyUp copyUp;

  HardLinks(String layer, LayerTree tree, LinkSources sources, Below below, CopyUp copyUp) {
    this.layer = layer;
    this.tree = tree;
    this.sources = sources;
    this.below = below;
    this.copyUp = copyUp;
  }

  /** Makes a link. */
  void make(TarEntry entry, EntryPath path, EntryPath target) throws CaissonException {
    Directory above = tree.make(path.parent());
    Directory from = source(entry, target);
    if (target.name().equals(path.name()) && from.stat().isSameFile(above.stat())) {
      throw invalid(entry, "is a hard link to itself");
    }
    tree.link(from, target.name(), above, path.name());
  }

  /** Returns the directory that has the file to link. */
  private Directory source(TarEntry entry, EntryPath target) throws CaissonException {
    if (Whiteout.of(target) instanceof Whiteout.LinkSource) {
      return having(entry, sources.directory(), target).orElseThrow(() -> none(entry));
    }
    if (target.isRoot()) {
      throw none(entry);
    }
    Optional<Directory> direct = tree.find(target.parent());
    if (direct.isPresent()) {
      Optional<Directory> own = having(entry, direct.get(), target);
      if (own.isPresent()) {
        return own.get();
      }
    }
    EntryPath real = tree.resolve(target.parent()).orElseThrow(() -> none(entry));
    Optional<Directory> linked = tree.find(real);
    Optional<Directory> own =
        linked.isPresent() ? having(entry, linked.get(), target) : Optional.empty();
    return own.isPresent() ? own.get() : copied(entry, real, target.name());
  }

  private Optional<Directory> having(TarEntry entry, Directory directory, EntryPath target)
      throws CaissonException {
    Optional<Stat> there = directory.find(target.name());
    if (there.isEmpty()) {
      return Optional.empty();
    }
    requireLinkable(entry, there.get());
    return Optional.of(directory);
  }

  private Directory copied(TarEntry entry, EntryPath directory, CString name)
      throws CaissonException {
    Found found = below.find(directory.child(name)).orElseThrow(() -> none(entry));
    try (found) {
      requireLinkable(entry, found.stat());
      Directory above = tree.make(directory);
      copyUp.copy(found, tree, above);
      return above;
    }
  }

  private void requireLinkable(TarEntry entry, Stat file) throws InvalidImageException {
    // Another name for a whiteout would be a forged one.
    if (file.type() == FileType.DIRECTORY || LowerLayers.isWhiteout(file)) {
      throw none(entry);
    }
  }

  private InvalidImageException none(TarEntry entry) {
    CString target = entry.linkName();
    return invalid(
        entry, "is a hard link to " + target + ", which is no file before it or in a layer below");
  }

  private InvalidImageException invalid(TarEntry entry, String cause) {
    return InvalidImage.reading(layer, "entry " + entry.name() + " " + cause);
  }
}
