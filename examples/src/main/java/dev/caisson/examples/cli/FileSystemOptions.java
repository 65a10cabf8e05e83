package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.namespaces.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      paramLabel = "DST[:size=64m,mode=700,noexec]",
      converter = TmpfsMount.class,
      description = {
        "Mount an empty file system in memory, by default of half of this machine's;",
        "exec and with mode=1777 by default; always rw, nosuid and nodev, which may be said."
      })
  private List<Mount> tmpfs = new ArrayList<>();

  @Option(names = "--read-only", description = "Make the root file system read-only.")
  private boolean readOnly;

  @Option(
      names = "--disk-limit",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "The most that it can write to the root file system: 64m, 1g.")
  private Optional<Long> disk = Optional.empty();

  void apply(Settings settings) {
    ContainerBuilder builder = settings.builder();
    settings.setEach("--volume", volumes, builder::mount);
    settings.setEach("--tmpfs", tmpfs, builder::mount);
    settings.set("--disk-limit", disk, builder::diskLimit);
    if (readOnly) {
      builder.readOnlyRoot();
    }
  }
}
