package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.ServedFileSystem;
import dev.caisson.launch.Staging;
import dev.caisson.unionfs.Union;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A root file system that unionfs-fuse serves.
 *
 * @see <a href="https://manpages.debian.org/bookworm/unionfs-fuse/unionfs.8.en.html">unionfs(8)</a>
 */
public record UnionfsFuseRoot(Union union) implements ServedFileSystem {

  /** The program. */
  public static final Path PROGRAM = Path.of("/usr/bin/unionfs");

  private static final String PLACE = "/";
  // Without the timeout, another name of a file shows its former size for a second.
  private static final String OPTIONS =
      "cow,hide_meta_files,use_ino,allow_other,default_permissions,attr_timeout=0";

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
    StringBuilder branches = new StringBuilder();
    branches.append(UpperFolders.of(union.writable(), staging, PLACE).upper()).append("=RW");
    for (int i = union.layers().size() - 1; i >= 0; i--) {
      branches.append(':').append(ShortNames.folder(staging, PLACE)).append('/');
      branches.append(Integer.toString(i, Character.MAX_RADIX)).append("=RO");
    }
    return List.of(PROGRAM.toString(), "-f", "-o", OPTIONS, branches.toString(), staging.root());
  }

  @Override
  public Optional<String> changes(Staging staging) {
    return Optional.of(UpperFolders.of(union.writable(), staging, PLACE).upper());
  }
}
