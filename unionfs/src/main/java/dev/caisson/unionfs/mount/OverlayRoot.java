package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.launch.Staging;
import dev.caisson.unionfs.Union;
import dev.caisson.unionfs.WritableLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A root file system that is one overlay.
 *
 * @param sources the folders that hold the layers, each of which is copied as one mount where
 *     mounts have to be: for many layers a folder with all of them costs far less than each
 */
public record OverlayRoot(Union union, List<Path> sources) implements RootFileSystem {

  private static final String PLACE = "/";

  /** Copies the list. */
  public OverlayRoot {
    sources = List.copyOf(sources);
  }

  /** Takes the layers as they are. */
  public OverlayRoot(Union union) {
    this(union, union.layers());
  }

  /** Returns the most bytes that a union may keep in memory, where that is limited. */
  public static OptionalLong memory(Union union) {
    return union.writable() instanceof WritableLayer.InMemory memory
        ? memory.size()
        : OptionalLong.empty();
  }

  @Override
  public void assemble(MountSteps steps, Staging staging) {
    UpperFolders upper = UpperFolders.of(union.writable(), staging, PLACE);
    new OverlaySteps(steps, staging, PLACE, upper).mount(union.layers());
  }

  @Override
  public Optional<String> changes(Staging staging) {
    return Optional.of(UpperFolders.of(union.writable(), staging, PLACE).upper());
  }
}
