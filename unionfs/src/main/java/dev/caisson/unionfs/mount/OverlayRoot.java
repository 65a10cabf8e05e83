package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.launch.Staging;
import dev.caisson.unionfs.Overlay;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A root file system that is one overlay. */
public record OverlayRoot(Overlay overlay) implements RootFileSystem {

  @Override
  public List<Path> sources() {
    return overlay.layers();
  }

  @Override
  public void assemble(MountSteps steps, Staging staging) {
    new OverlaySteps(steps, staging, "/").mount(overlay.layers());
  }

  @Override
  public Optional<String> changes(Staging staging) {
    return Optional.of(OverlaySteps.upper(staging, "/"));
  }
}
