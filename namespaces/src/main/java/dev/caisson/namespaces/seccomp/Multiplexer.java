package dev.caisson.namespaces.seccomp;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A system call of 32-bit x86 that makes others, told by its first argument; their own arguments
 * lie in memory, where a filter can't see them.
 *
 * <p>So a rule for one of the others counts here too. A rule with conditions counts as if they held
 * where it forbids something, and not at all where it allows something.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socketcall.2.html">socketcall(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/ipc.2.html">ipc(2)</a>
 */
@SuppressWarnings("ImmutableEnumChecker") // The maps are unmodifiable.
enum Multiplexer {
  SOCKETCALL(
      "socketcall",
      0xffffffffL,
      Map.ofEntries(
          Map.entry("socket", 1),
          Map.entry("bind", 2),
          Map.entry("connect", 3),
          Map.entry("listen", 4),
          Map.entry("accept", 5),
          Map.entry("getsockname", 6),
          Map.entry("getpeername", 7),
          Map.entry("socketpair", 8),
          Map.entry("send", 9),
          Map.entry("recv", 10),
          Map.entry("sendto", 11),
          Map.entry("recvfrom", 12),
          Map.entry("shutdown", 13),
          Map.entry("setsockopt", 14),
          Map.entry("getsockopt", 15),
          Map.entry("sendmsg", 16),
          Map.entry("recvmsg", 17),
          Map.entry("accept4", 18),
          Map.entry("recvmmsg", 19),
          Map.entry("sendmmsg", 20))),
  // The upper 16 bits of ipc's first argument are a version.
  IPC(
      "ipc",
      0xffffL,
      Map.ofEntries(
          Map.entry("semop", 1),
          Map.entry("semget", 2),
          Map.entry("semctl", 3),
          Map.entry("semtimedop", 4),
          Map.entry("msgsnd", 11),
          Map.entry("msgrcv", 12),
          Map.entry("msgget", 13),
          Map.entry("msgctl", 14),
          Map.entry("shmat", 21),
          Map.entry("shmdt", 22),
          Map.entry("shmget", 23),
          Map.entry("shmctl", 24)));

  private final String call;
  private final long mask;
  private final Map<String, Integer> operations;

  Multiplexer(String call, long mask, Map<String, Integer> operations) {
    this.call = call;
    this.mask = mask;
    this.operations = operations;
  }

  /** Returns whether there is such a call within another. */
  static boolean has(String call) {
    return Arrays.stream(values()).anyMatch(m -> m.operations.containsKey(call));
  }

  /** Returns what a rule says about the multiplexer, if anything. */
  static Optional<SeccompRule> seen(SeccompRule rule) {
    for (Multiplexer multiplexer : values()) {
      Integer operation = multiplexer.operations.get(rule.call());
      if (operation != null) {
        return multiplexer.seen(rule, operation);
      }
    }
    return Optional.empty();
  }

  private Optional<SeccompRule> seen(SeccompRule rule, int operation) {
    if (!rule.isUnconditional() && rule.action().isPermissive()) {
      return Optional.empty();
    }
    ArgumentCondition isOperation = ArgumentCondition.maskedEqual(0, mask, operation);
    return Optional.of(SeccompRule.of(rule.action(), call, isOperation));
  }
}
