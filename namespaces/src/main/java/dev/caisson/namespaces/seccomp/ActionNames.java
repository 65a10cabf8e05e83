package dev.caisson.namespaces.seccomp;

import dev.caisson.error.Errno;
import dev.caisson.error.InvalidProfileException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads actions.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">OCI
 *     runtime specification, Seccomp</a>
 */
final class ActionNames {

  private static final String ERRNO = "SCMP_ACT_ERRNO";
  private static final String TRACE = "SCMP_ACT_TRACE";
  private static final int HIGHEST_ERRNO = 4095;
  private static final int HIGHEST_MESSAGE = 0xffff;
  private static final Map<String, SeccompAction> SIMPLE =
      Map.of(
          "SCMP_ACT_ALLOW", SeccompAction.allow(),
          "SCMP_ACT_LOG", SeccompAction.log(),
          "SCMP_ACT_TRAP", SeccompAction.trap(),
          "SCMP_ACT_NOTIFY", SeccompAction.notifySupervisor(),
          "SCMP_ACT_KILL", SeccompAction.killThread(),
          "SCMP_ACT_KILL_THREAD", SeccompAction.killThread(),
          "SCMP_ACT_KILL_PROCESS", SeccompAction.killProcess());

  private ActionNames() {}

  /**
   * Reads the action of an object.
   *
   * @param number the field with the errno's number
   * @param name the field with its name, which Podman's profiles have
   */
  static SeccompAction read(ProfileNode object, String action, String number, String name)
      throws InvalidProfileException {
    ProfileNode node = object.required(action);
    String text = node.text();
    int highest = text.equals(TRACE) ? HIGHEST_MESSAGE : HIGHEST_ERRNO;
    OptionalInt errno = errno(object.field(number), object.field(name), highest);
    if (text.equals(ERRNO)) {
      return new SeccompAction.Fail(errno.orElse(Errno.EPERM.number()));
    }
    if (text.equals(TRACE)) {
      return new SeccompAction.Trace(errno.orElse(Errno.EPERM.number()));
    }
    SeccompAction simple = SIMPLE.get(text);
    if (simple == null) {
      throw node.invalid("unknown action " + text);
    }
    if (errno.isPresent()) {
      throw object.invalid(text + " takes no errno");
    }
    return simple;
  }

  private static OptionalInt errno(
      Optional<ProfileNode> number, Optional<ProfileNode> name, int highest)
      throws InvalidProfileException {
    OptionalInt byNumber =
        number.isPresent() ? OptionalInt.of(number.get().number(highest)) : OptionalInt.empty();
    if (name.isEmpty() || name.get().text().isEmpty()) {
      return byNumber;
    }
    int byName = number(name.get());
    if (byNumber.isPresent() && byNumber.getAsInt() != byName) {
      throw name.get().invalid(name.get().text() + " is not errno " + byNumber.getAsInt());
    }
    return OptionalInt.of(byName);
  }

  private static int number(ProfileNode name) throws InvalidProfileException {
    String text = name.text();
    for (Errno errno : Errno.values()) {
      if (errno.name().equals(text)) {
        return errno.number();
      }
    }
    throw name.invalid("unknown errno " + text);
  }
}
