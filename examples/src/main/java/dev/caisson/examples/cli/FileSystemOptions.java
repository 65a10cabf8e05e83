package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.namespaces.Mount;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options on the files that the command sees. */
final class FileSystemOptions {

  @Option(
      names = {"-v", "--volume"},
      paramLabel = "SRC:DST[:ro]",
      converter = BindMount.class,
      description = "Mount a file or folder of this machine.")
  private List<Mount> volumes = new ArrayList<>();

  @Option(
      names = "--tmpfs",
      paramLabel = "DST[:size=64m]",
      converter = TmpfsMount.class,
      description = "Mount an empty file system in memory.")
  private List<Mount> tmpfs = new ArrayList<>();

  @Option(names = "--read-only", description = "Make the root file system read-only.")
  private boolean readOnly;

  void apply(ContainerBuilder builder) {
    volumes.forEach(builder::mount);
    tmpfs.forEach(builder::mount);
    if (readOnly) {
      builder.readOnlyRoot();
    }
  }
}
