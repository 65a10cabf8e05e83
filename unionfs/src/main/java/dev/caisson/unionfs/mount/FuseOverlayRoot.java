package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.ServedFileSystem;
import dev.caisson.launch.Staging;
import dev.caisson.unionfs.Union;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A root file system that fuse-overlayfs serves.
 *
 * @see <a href="https://github.com/containers/fuse-overlayfs">fuse-overlayfs(1)</a>
 */
public record FuseOverlayRoot(Union union) implements ServedFileSystem {

  /** The program. */
  public static final Path PROGRAM = Path.of("/usr/bin/fuse-overlayfs");

  private static final String PLACE = "/";

  @Override
  public List<Path> sources() {
    return union.layers();
  }

  @Override
  public void assemble(MountSteps steps, Staging staging) {
    UpperFolders.of(union.writable(), staging, PLACE).make(steps);
    ShortNames.make(steps, ShortNames.folder(staging, PLACE), union.layers());
  }

  @Override
  public List<String> server(Staging staging) {
    UpperFolders upper = UpperFolders.of(union.writable(), staging, PLACE);
    List<String> layers = new ArrayList<>();
    for (int i = 0; i < union.layers().size(); i++) {
      layers.add(
          ShortNames.folder(staging, PLACE) + "/" + Integer.toString(i, Character.MAX_RADIX));
    }
    Collections.reverse(layers);
    String options =
        "allow_other,default_permissions,lowerdir="
            + String.join(":", layers)
            + ",upperdir="
            + upper.upper()
            + ",workdir="
            + upper.work()
            + (upper.isVolatile() ? ",volatile" : "");
    return List.of(PROGRAM.toString(), "-f", "-o", options, staging.root());
  }

  @Override
  public Optional<String> changes(Staging staging) {
    return Optional.of(UpperFolders.of(union.writable(), staging, PLACE).upper());
  }
}
