package dev.caisson.launch;

import dev.caisson.linux.MountAttribute;
import dev.caisson.linux.SystemCall;

/**
 * Writes the operations that make a file system which is attached nowhere yet.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fsopen.2.html">fsopen(2)</a>
 */
public final class DetachedMount {

  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSMOUNT_CLOEXEC = 1;
  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_CMD_CREATE = 6;

  private final ProgramBuilder program;
  private final String type;
  private final Slot context;

  private DetachedMount(ProgramBuilder program, String type) {
    this.program = program;
    this.type = type;
    this.context = program.slot(type);
  }

  /** Opens a file system of a type. */
  public static DetachedMount open(ProgramBuilder program, String type) {
    DetachedMount mount = new DetachedMount(program, type);
    program.add(
        Operation.of(
                "open file system",
                type,
                SystemCall.FSOPEN,
                program.string(type),
                Operand.of(FSOPEN_CLOEXEC))
            .into(mount.context));
    return mount;
  }

  /** Sets an option that has a value, of at most 255 bytes. */
  public DetachedMount with(String key, String value) {
    String object = key + "=" + value;
    Operand content = program.string(value);
    configure("set option of " + type, object, FSCONFIG_SET_STRING, program.string(key), content);
    return this;
  }

  /** Sets an option that has no value. */
  public DetachedMount with(String key) {
    Operand none = Operand.of(0);
    configure("set option of " + type, key, FSCONFIG_SET_FLAG, program.string(key), none);
    return this;
  }

  private void configure(String step, String object, int command, Operand key, Operand value) {
    program.add(
        Operation.of(
            step,
            object,
            SystemCall.FSCONFIG,
            context.value(),
            Operand.of(command),
            key,
            value,
            Operand.of(0)));
  }

  /** Creates it; the slot then holds the descriptor of its mount. */
  public Slot create(MountAttribute... attributes) {
    Operand none = Operand.of(0);
    configure("create file system", type, FSCONFIG_CMD_CREATE, none, none);
    Slot mount = program.slot(type + "-mount");
    program.add(
        Operation.of(
                "mount file system",
                type,
                SystemCall.FSMOUNT,
                context.value(),
                Operand.of(FSMOUNT_CLOEXEC),
                Operand.of(MountAttribute.bits(attributes)))
            .into(mount));
    return mount;
  }
}
