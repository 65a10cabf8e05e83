package dev.caisson.unionfs.mount;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.launch.MountSteps;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountFlag;
import dev.caisson.unionfs.Union;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A root file system that is one AUFS: as many branches as fit into a page are mounted, and the
 * rest is appended by remounts.
 *
 * @see <a href="https://github.com/sfjro/aufs-standalone">aufs(5)</a>
 */
public record AufsRoot(Union union) implements RootFileSystem {

  /** The most bytes that mount(2) takes, without the NUL. */
  static final int MOST_BYTES = 4095;

  private static final Path KNOWN = Path.of("/proc/filesystems");
  private static final String PLACE = "/";
  private static final String MOUNT = "dirperm1,br:";
  private static final String APPEND = "append:";

  /** Refuses a kernel that does not have it. */
  public static void requireKernel() throws CaissonException {
    try {
      if (Files.readAllLines(KNOWN).stream().noneMatch(line -> line.endsWith("\taufs"))) {
        throw new UnsupportedHostException(
            "mount union by",
            "aufs",
            "the kernel does not have it",
            Optional.of("it is not in the kernel proper: use overlayfs"));
      }
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException("read", KNOWN.toString(), e.toString(), Optional.empty());
      failure.initCause(e);
      throw failure;
    }
  }

  @Override
  public List<Path> sources() {
    return union.layers();
  }

  @Override
  public void assemble(MountSteps steps, Staging staging) {
    UpperFolders upper = UpperFolders.of(union.writable(), staging, PLACE);
    upper.make(steps);
    String folder = ShortNames.folder(staging, PLACE);
    List<String> names = ShortNames.make(steps, folder, union.layers());
    List<String> pages = pages(upper.upper(), folder, names);
    steps.mount("aufs", staging.root(), pages.get(0), MountFlag.NODEV);
    for (String page : pages.subList(1, pages.size())) {
      steps.mount("aufs", staging.root(), CString.of(page), MountFlag.NODEV, MountFlag.REMOUNT);
    }
  }

  /**
   * Returns the options of the mount, and of each remount after it; the highest branch is first.
   */
  static List<String> pages(String upper, String folder, List<String> names) {
    List<String> pages = new ArrayList<>();
    StringBuilder page = new StringBuilder(MOUNT).append(upper).append("=rw");
    for (int i = names.size() - 1; i >= 0; i--) {
      String branch = folder + "/" + names.get(i) + "=ro+wh";
      boolean first = pages.isEmpty();
      String next = (first ? ":" : ",") + (first ? "" : APPEND) + branch;
      if (page.length() + next.length() > MOST_BYTES) {
        pages.add(page.toString());
        page = new StringBuilder(APPEND).append(branch);
      } else {
        page.append(next);
      }
    }
    pages.add(page.toString());
    return pages;
  }

  @Override
  public Optional<String> changes(Staging staging) {
    return Optional.of(UpperFolders.of(union.writable(), staging, PLACE).upper());
  }
}
