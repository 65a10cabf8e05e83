package dev.caisson.namespaces;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which namespaces are to be made together, and how. {@link NamespaceSet#create} makes them.
 *
 * <p>A new mount namespace is private: nothing that is mounted in it, or on this machine later, is
 * seen on the other side.
 *
 * @param kinds the kinds, at least one
 * @param idMappings the ids of the user namespace; by default the JVM's user and group are its root
 * @param timeOffsets the offsets of the time namespace; by default none
 * @param loopback whether the loopback device of the network namespace is up; by default it is
 *     down, as the kernel makes it
 */
public record NewNamespaces(
    Set<Namespace> kinds,
    Optional<IdMappings> idMappings,
    Optional<TimeOffsets> timeOffsets,
    boolean loopback) {

  /**
   * Keeps a copy of the kinds.
   *
   * @throws IllegalArgumentException if there is none, or something is said of one that is not
   *     among them
   */
  public NewNamespaces {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("no kind of namespace");
    }
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    check(kinds, idMappings.isPresent(), "id mappings", Namespace.USER);
    check(kinds, timeOffsets.isPresent(), "time offsets", Namespace.TIME);
    check(kinds, loopback, "loopback", Namespace.NET);
  }

  private static void check(Set<Namespace> kinds, boolean given, String what, Namespace kind) {
    if (given && !kinds.contains(kind)) {
      throw new IllegalArgumentException(
          what + " without a new " + kind.kernelName() + " namespace: " + kinds);
    }
  }

  /** Returns new namespaces of these kinds, as the kernel makes them by default. */
  public static NewNamespaces of(Namespace first, Namespace... others) {
    return new NewNamespaces(EnumSet.of(first, others), Optional.empty(), Optional.empty(), false);
  }

  /**
   * Returns these with the ids of the user namespace.
   *
   * @throws IllegalArgumentException if there is no new user namespace
   */
  public NewNamespaces withIdMappings(IdMappings mappings) {
    return new NewNamespaces(kinds, Optional.of(mappings), timeOffsets, loopback);
  }

  /**
   * Returns these with the offsets of the time namespace.
   *
   * @throws IllegalArgumentException if there is no new time namespace
   */
  public NewNamespaces withTimeOffsets(TimeOffsets offsets) {
    return new NewNamespaces(kinds, idMappings, Optional.of(offsets), loopback);
  }

  /**
   * Returns these with the loopback device of the network namespace up, as 127.0.0.1 and ::1.
   *
   * @throws IllegalArgumentException if there is no new network namespace
   */
  public NewNamespaces withLoopback() {
    return new NewNamespaces(kinds, idMappings, timeOffsets, true);
  }

  /** Returns these with a user namespace, which owns the others. */
  NewNamespaces withUser() {
    Set<Namespace> more = EnumSet.copyOf(kinds);
    more.add(Namespace.USER);
    return new NewNamespaces(more, idMappings, timeOffsets, loopback);
  }
}
