package dev.caisson.launch;

import dev.caisson.error.Errno;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.CString;
import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.SystemCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Writes the operations that mount, and that make what is mounted on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount.2.html">mount(2)</a>
 */
public final class MountSteps {

  static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final long FOLDER_BY_PATH =
      O_PATH | O_CLOEXEC | OpenFlag.DIRECTORY.bits(Architecture.current());
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
  private static final int MOVE_MOUNT_T_SYMLINKS = 0x10;
  private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
  private static final int S_IFREG = 0100000;
  private static final int S_IFCHR = 0020000;
  private static final int FILE_MODE = 0644;

  private final ProgramBuilder program;
  private final Map<CString, Deque<Integer>> trees;
  private final Operand here = Operand.of(AT_FDCWD);
  private final Operand empty;

  /** Makes a writer into this program. */
  public MountSteps(ProgramBuilder program) {
    this(program, Map.of());
  }

  /**
   * Makes a writer into this program.
   *
   * @param trees descriptors of mounts that are copied already, by the paths of their sources, each
   *     for one use
   */
  MountSteps(ProgramBuilder program, Map<CString, Deque<Integer>> trees) {
    this.program = program;
    this.trees = trees;
    this.empty = program.string("");
  }

  /** Returns the program. */
  public ProgramBuilder program() {
    return program;
  }

  /** Changes the working directory, from which relative paths are resolved. */
  public void changeDirectory(String path) {
    program.add(Operation.of("enter", path, SystemCall.CHDIR, program.string(path)));
  }

  /** Makes a folder; one that is there already is kept. */
  public void makeDirectory(String path, int mode) {
    makeDirectory(CString.of(path), mode);
  }

  /** Makes a folder, whose path is any bytes; one that is there already is kept. */
  public void makeDirectory(CString path, int mode) {
    program.add(
        Operation.of(
                "make folder",
                path.toString(),
                SystemCall.MKDIRAT,
                here,
                program.string(path),
                Operand.of(mode))
            .tolerating(Errno.EEXIST));
  }

  /** Makes a folder and those above it; what is there already is kept. */
  public void makeDirectories(String path) {
    for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      makeDirectory(path.substring(0, end), 0755);
    }
    makeDirectory(path, 0755);
  }

  /** Makes an empty file and the folders above it; what is there already is kept. */
  void makeFileAndFolders(String path) {
    int parent = path.lastIndexOf('/');
    if (parent > 0) {
      makeDirectories(path.substring(0, parent));
    }
    makeFile(path, FILE_MODE);
  }

  /** Makes an empty file; one that is there already is kept. */
  public void makeFile(String path, int mode) {
    program.add(makeNode("make file", path, here, path, S_IFREG | mode, 0));
  }

  /** Makes a whiteout of overlayfs: what hides an entry of a lower layer. */
  public void makeWhiteout(CString path) {
    Operand node = program.string(path);
    program.add(
        Operation.of(
                "make whiteout",
                path.toString(),
                SystemCall.MKNODAT,
                here,
                node,
                Operand.of(S_IFCHR),
                Operand.of(0))
            .tolerating(Errno.EEXIST));
  }

  /** Makes a symbolic link. */
  public void makeLink(CString to, String path) {
    program.add(
        Operation.of(
            "make link",
            path,
            SystemCall.SYMLINKAT,
            program.string(to),
            here,
            program.string(path)));
  }

  /** Gives a file or folder to a user and a group, if the user namespace has both. */
  public void giveIfMapped(CString path, long uid, long gid) {
    program.add(
        Operation.of(
                "change owner of",
                path.toString(),
                SystemCall.FCHOWNAT,
                here,
                program.string(path),
                Operand.of(uid),
                Operand.of(gid),
                Operand.of(0))
            .tolerating(Errno.EINVAL));
  }

  /** Returns the operation that makes a node; one that is there already is kept. */
  Operation makeNode(String step, String object, Operand folder, String name, int mode, long id) {
    return Operation.of(
            step,
            object,
            SystemCall.MKNODAT,
            folder,
            program.string(name),
            Operand.of(mode),
            Operand.of(id))
        .tolerating(Errno.EEXIST);
  }

  /** Mounts a new file system on a path. */
  public void mount(String type, String target, String options, MountFlag... flags) {
    mount(type, target, CString.of(options), flags);
  }

  /** Mounts a new file system, whose options are any bytes, on a path. */
  public void mount(String type, String target, CString options, MountFlag... flags) {
    Operand name = program.string(type);
    program.add(
        Operation.of(
            "mount " + type + " on",
            target,
            SystemCall.MOUNT,
            name,
            program.string(target),
            name,
            Operand.of(MountFlag.bits(flags)),
            program.string(options)));
  }

  /** Changes the mount on a path, or binds one path to another, by flags alone. */
  public void change(String step, CString source, String target, MountFlag... flags) {
    program.add(
        Operation.of(
            step,
            target,
            SystemCall.MOUNT,
            program.string(source),
            program.string(target),
            Operand.of(0),
            Operand.of(MountFlag.bits(flags)),
            Operand.of(0)));
  }

  /** Opens a copy of the mounts at a path, with all below it, that is attached nowhere yet. */
  public Slot openTree(CString path) {
    Integer copy = copies(path).poll();
    if (copy != null) {
      return new Slot(program.words(path, copy).offset(), "tree");
    }
    Slot tree = program.slot("tree");
    program.add(openTree(path, tree));
    return tree;
  }

  /** Returns whether the mounts at a path are copied already, and may not be reached by it. */
  public boolean hasTree(CString path) {
    return !copies(path).isEmpty();
  }

  private Deque<Integer> copies(CString path) {
    return trees.getOrDefault(path, new ArrayDeque<>());
  }

  /** Returns the operation that opens a copy of the mounts at a path, with all below it. */
  Operation openTree(CString path, Slot tree) {
    return Operation.of(
            "open mount source",
            path.toString(),
            SystemCall.OPEN_TREE,
            here,
            program.string(path),
            Operand.of(OPEN_TREE_CLONE | O_CLOEXEC | AT_RECURSIVE))
        .into(tree);
  }

  /** Sets attributes of the mounts of an open tree, with all below it. */
  public void restrict(Slot tree, String object, MountAttribute... attributes) {
    Operand.Address change =
        program.words("{" + object + "}", MountAttribute.bits(attributes), 0, 0, 0);
    program.add(
        Operation.of(
            "restrict mount",
            object,
            SystemCall.MOUNT_SETATTR,
            tree.value(),
            empty,
            Operand.of(AT_EMPTY_PATH | AT_RECURSIVE),
            change,
            Operand.of(4 * Long.BYTES)));
  }

  /** Returns the operation that attaches an open tree to a path, following links in the root. */
  public Operation attach(Slot tree, String target) {
    return attach(tree, CString.of(target));
  }

  /** Returns the operation that attaches an open tree to a path, which is any bytes. */
  public Operation attach(Slot tree, CString target) {
    return Operation.of(
        "attach mount to",
        target.toString(),
        SystemCall.MOVE_MOUNT,
        tree.value(),
        empty,
        here,
        program.string(target),
        Operand.of(MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS));
  }

  /** Attaches an open tree to an open folder. */
  void attachTo(Slot tree, Slot folder, String target) {
    program.add(
        Operation.of(
            "attach mount to",
            target,
            SystemCall.MOVE_MOUNT,
            tree.value(),
            empty,
            folder.value(),
            empty,
            Operand.of(MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH)));
  }

  /** Opens a real folder, no part of whose path is a symbolic link. */
  Slot openRealDirectory(String path) {
    Slot folder = program.slot("folder");
    openRealDirectory(path, folder);
    return folder;
  }

  /** Opens a real folder into a slot. */
  void openRealDirectory(String path, Slot folder) {
    Operand.Address how = program.words("{NO_SYMLINKS}", FOLDER_BY_PATH, 0, RESOLVE_NO_SYMLINKS);
    program.add(
        Operation.of(
                "open folder",
                path,
                SystemCall.OPENAT2,
                here,
                program.string(path),
                how,
                Operand.of(3 * Long.BYTES))
            .into(folder));
  }
}
