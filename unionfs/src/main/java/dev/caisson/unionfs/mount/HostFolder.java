package dev.caisson.unionfs.mount;

import dev.caisson.launch.MountSteps;
import dev.caisson.launch.Slot;
import dev.caisson.launch.Staging;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import java.nio.file.Path;
import java.util.List;

/** One of this machine's folders, and how a container gets it. */
sealed interface HostFolder {

  int MODE = 0755;

  /** Returns its absolute path. */
  Path path();

  /** Writes the operations that put it below the staging root. */
  void assemble(MountSteps steps, Staging staging);

  /** A symbolic link, as {@code /bin} to {@code usr/bin}. */
  record Link(Path path, Path to) implements HostFolder {
    @Override
    public void assemble(MountSteps steps, Staging staging) {
      steps.makeLink(CString.of(to), staging.root() + path);
    }
  }

  /** A folder without other mounts in it: an overlay, writable. */
  record Layered(Path path, List<HiddenPath> hidden) implements HostFolder {
    @Override
    public void assemble(MountSteps steps, Staging staging) {
      steps.makeDirectories(staging.root() + path);
      UpperFolders upper = UpperFolders.inMemory(staging, path.toString());
      OverlaySteps overlay = new OverlaySteps(steps, staging, path.toString(), upper);
      for (HiddenPath secret : hidden) {
        secret.whiteOut(steps, upper.upper());
      }
      overlay.mount(List.of(path));
    }
  }

  /** A folder with other mounts in it, which an overlay would not show: bound, read-only. */
  record Bound(Path path, List<HiddenPath> hidden) implements HostFolder {
    @Override
    public void assemble(MountSteps steps, Staging staging) {
      String target = staging.root() + path;
      steps.makeDirectories(target);
      Slot tree = steps.openTree(CString.of(path));
      steps.restrict(tree, path.toString(), MountAttribute.RDONLY, MountAttribute.NODEV);
      steps.program().add(steps.attach(tree, target));
      for (HiddenPath secret : hidden) {
        secret.cover(steps, staging, target);
      }
    }
  }
}
