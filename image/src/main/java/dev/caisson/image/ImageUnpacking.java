package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.LayerName.Kind;
import dev.caisson.image.StoredImage.LayerBlob;
import dev.caisson.linux.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unpacks what a store lacks of an image's layers, several at a time, each into a directory of its
 * own. One that has to know those below it waits for them.
 */
final class ImageUnpacking {

  private final List<LayerBlob> blobs;
  private final List<Digest> chain;
  private final LayerDirectories directories;
  private final UnpackRules rules;
  private final OrderedTasks<Unpacked> tasks = new OrderedTasks<>();

  /** A layer that is in the store. */
  record Unpacked(LayerName name, LayerRecord record) {}

  ImageUnpacking(List<LayerBlob> blobs, LayerDirectories directories, UnpackRules rules) {
    this.blobs = blobs;
    this.chain = LayerName.chain(blobs.stream().map(LayerBlob::diffId).toList());
    this.directories = directories;
    this.rules = rules;
  }

  /** Returns the paths of all that the layers may be called, as a lease wants them. */
  List<String> items() {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < blobs.size(); i++) {
      for (LayerName name : LayerName.all(blobs.get(i).diffId(), chain.get(i))) {
        items.add(name.item());
      }
    }
    return items;
  }

  /** Makes sure that all layers are there; returns them, the lowest first. */
  List<Unpacked> run() throws CaissonException {
    for (int i = 0; i < blobs.size(); i++) {
      int index = i;
      Optional<Unpacked> present = present(i);
      if (present.isPresent()) {
        tasks.addResult(present.get());
      } else {
        tasks.add(() -> unpack(index));
      }
    }
    return tasks.run();
  }

  private Optional<Unpacked> present(int index) throws CaissonException {
    for (LayerName name : LayerName.all(blobs.get(index).diffId(), chain.get(index))) {
      if (!name.nodes() || rules.devices() == DeviceNodes.NODES) {
        Optional<LayerRecord> record = directories.record(name);
        if (record.isPresent() && isSuitable(record.get())) {
          return Optional.of(new Unpacked(name, record.get()));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isSuitable(LayerRecord record) {
    return rules.devices() == DeviceNodes.PLACEHOLDERS || !record.lacksNodes();
  }

  private Unpacked unpack(int index) throws CaissonException {
    LayerBlob layer = blobs.get(index);
    try (Temporaries.Temporary work = directories.temporary();
        Below below = new Below(() -> below(index))) {
      LayerRecord record = directories.unpackInto(layer, rules, work.directory(), below);
      LayerName name =
          below.isAsked()
              ? new LayerName(Kind.CHAINS, chain.get(index), record.hasNodes())
              : new LayerName(Kind.LAYERS, layer.diffId().digest(), record.hasNodes());
      directories.place(work, name);
      return new Unpacked(name, record);
    }
  }

  /** Opens the layers below one, once they are there. */
  private LowerLayers below(int index) throws CaissonException {
    return open(index, tasks::result);
  }

  /** Finds a layer that is there. */
  private interface Finding {
    Unpacked find(int index) throws CaissonException;
  }

  /** Opens the layers below one, from the first that hides the rest. */
  private LowerLayers open(int index, Finding finding) throws CaissonException {
    List<Directory> trees = new ArrayList<>();
    try {
      for (int i = index - 1; i >= 0; i--) {
        Unpacked lower = finding.find(i);
        trees.add(directories.tree(lower.name()));
        if (lower.record().isOpaque()) {
          break;
        }
      }
      return new LowerLayers(trees, rules.policy().form());
    } catch (CaissonException e) {
      trees.forEach(Directory::close);
      throw e;
    }
  }

  /** Unpacks one layer once more; returns whether the layers are there that it has to know. */
  boolean unpackAgain(int index, Directory work) throws CaissonException {
    for (int i = 0; i < index; i++) {
      if (present(i).isEmpty()) {
        return false;
      }
    }
    try (Below below = new Below(() -> open(index, i -> present(i).orElseThrow()))) {
      directories.unpackInto(blobs.get(index), rules, work, below);
      return true;
    }
  }
}
