package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.SystemCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Empty files and folders, read-only, that are attached over what is to be hidden; and what is to
 * be read-only.
 */
final class Masks {

  private static final int F_OK = 0;
  private static final int EMPTY_FOLDER_MODE = 0555;
  private static final int EMPTY_FILE = 0100444;

  private final MountSteps steps;
  private final ProgramBuilder program;
  private final String folder;
  private final String file;
  private final List<Cover> covers = new ArrayList<>();

  /** Both masks of a path, of which one will fit. */
  private record Cover(String path, Slot folder, Slot file) {}

  /** Makes the empty file and folder in the staging file system. */
  Masks(MountSteps steps, Staging staging) {
    this.steps = steps;
    this.program = steps.program();
    this.folder = staging.path("empty-folder");
    this.file = staging.path("empty-file");
    steps.makeDirectory(folder, EMPTY_FOLDER_MODE);
    Operand here = Operand.of(MountSteps.AT_FDCWD);
    program.add(steps.makeNode("make file", file, here, file, EMPTY_FILE, 0));
  }

  /** Opens a mask of a folder. */
  void openFolder(String hidden, Slot mask) {
    open(hidden, folder, mask);
  }

  /** Opens a mask of a file. */
  void openFile(String hidden, Slot mask) {
    open(hidden, file, mask);
  }

  private void open(String hidden, String empty, Slot mask) {
    program.add(steps.openTree(CString.of(empty), mask));
    steps.restrict(mask, hidden, MountRights.READ_ONLY);
  }

  /** Opens what will hide a path of which it is not known what it is. */
  void open(String hidden) {
    Cover cover = new Cover(hidden, program.slot("folder-mask"), program.slot("file-mask"));
    openFolder(hidden, cover.folder());
    openFile(hidden, cover.file());
    covers.add(cover);
  }

  /** Hides these paths, where they are there. */
  void attach() {
    covers.forEach(this::attach);
  }

  private void attach(Cover cover) {
    String path = cover.path();
    Slot kind = program.slot("kind");
    Label isFile = program.label("file " + path);
    Label done = program.label("hidden " + path);
    program.add(
        Operation.of(
                "look for",
                path,
                SystemCall.FACCESSAT,
                Operand.of(MountSteps.AT_FDCWD),
                program.string(path + "/."),
                Operand.of(F_OK))
            .tolerating(Errno.ENOENT, Errno.ENOTDIR)
            .into(kind)
            .jumpOn(-Errno.ENOENT.number(), done));
    program.add(Operation.jumpIfEqual(kind.value(), Operand.of(-Errno.ENOTDIR.number()), isFile));
    program.add(steps.attach(cover.folder(), path));
    program.add(Operation.jump(done));
    program.bind(isFile);
    // Where a part of the path is a file, there is nothing.
    program.add(steps.attach(cover.file(), path).tolerating(Errno.ENOTDIR));
    program.bind(done);
  }

  /** Makes a path read-only, with all that is mounted below it, where it is there. */
  static void makeReadOnly(MountSteps steps, String path) {
    ProgramBuilder program = steps.program();
    Label absent = program.label("no " + path);
    Slot tree = program.slot("tree");
    program.add(
        steps
            .openTree(CString.of(path), tree)
            .tolerating(Errno.ENOENT, Errno.ENOTDIR)
            .jumpOn(-Errno.ENOENT.number(), absent));
    program.add(Operation.jumpIfEqual(tree.value(), Operand.of(-Errno.ENOTDIR.number()), absent));
    // Nothing more: what is in /dev stays usable.
    steps.restrict(tree, path, MountAttribute.RDONLY);
    program.add(steps.attach(tree, path));
    program.bind(absent);
  }
}
