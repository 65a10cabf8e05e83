package dev.caisson.unionfs.mount;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.MountSteps;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import java.nio.file.Path;
import java.util.List;

/**
 * A root file system that is a copy-on-write view of this machine's system folders; what is hidden
 * of them, and everything else, is not there.
 */
public final class HostRoot implements RootFileSystem {

  private static final int FOLDER_MODE = 0755;
  private static final int SHARED_MODE = 01777;
  private static final int PRIVATE_MODE = 0700;
  private static final List<String> FOLDERS =
      List.of("/home", "/mnt", "/run", "/srv", "/sys", "/var", "/var/lib", "/var/cache");
  private static final List<String> SHARED = List.of("/tmp", "/var/tmp");

  private final List<HostFolder> folders;

  HostRoot(List<HostFolder> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * Looks at this machine's folders {@code usr}, {@code bin}, {@code sbin}, {@code lib*}, {@code
   * etc} and {@code opt}; of {@code etc}, what not everyone may read is hidden.
   */
  public static HostRoot scan() throws CaissonException {
    return HostScan.system();
  }

  @Override
  public List<Path> sources() {
    return folders.stream()
        .filter(folder -> !(folder instanceof HostFolder.Link))
        .map(HostFolder::path)
        .toList();
  }

  @Override
  public void assemble(MountSteps steps, Staging staging) {
    String root = staging.root();
    // A root must be a mount of its own to be pivoted to.
    steps.change("bind", CString.of(root), root, MountFlag.BIND);
    FOLDERS.forEach(name -> steps.makeDirectory(root + name, FOLDER_MODE));
    SHARED.forEach(name -> steps.makeDirectory(root + name, SHARED_MODE));
    steps.makeDirectory(root + "/root", PRIVATE_MODE);
    for (HostFolder folder : folders) {
      folder.assemble(steps, staging);
    }
  }
}
