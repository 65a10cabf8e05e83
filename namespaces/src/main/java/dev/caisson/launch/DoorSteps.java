package dev.caisson.launch;

import dev.caisson.linux.Fd;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operations by which a stage enters a container's namespaces.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
final class DoorSteps {

  private DoorSteps() {}

  /** Returns the operations; the stage, which must not have begun, gets the door's descriptors. */
  static List<Operation> enter(Door door, Set<Namespace> kinds, Descriptors descriptors) {
    if (door instanceof Door.Whole whole) {
      return List.of(join(descriptors.pass(whole.pidfd()), kinds));
    }
    Map<Namespace, Fd> each = new LinkedHashMap<>(((Door.Each) door).namespaces());
    each.keySet().retainAll(kinds);
    List<Operation> joinings = new ArrayList<>();
    // The user namespace gives the rights to enter the others.
    Fd user = each.remove(Namespace.USER);
    if (user != null) {
      joinings.add(join(descriptors.pass(user), Set.of(Namespace.USER)));
    }
    each.forEach((kind, fd) -> joinings.add(join(descriptors.pass(fd), Set.of(kind))));
    return joinings;
  }

  private static Operation join(int door, Set<Namespace> namespaces) {
    return Operation.of(
        "join namespaces",
        namespaces.toString(),
        SystemCall.SETNS,
        Operand.of(door),
        Operand.of(Namespace.bits(namespaces)));
  }
}
