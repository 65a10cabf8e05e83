package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The five sets of capabilities that a process has.
 *
 * @param bounding what it and its children can ever come to have
 * @param permitted what it may make effective
 * @param effective what the kernel grants now
 * @param inheritable what programs with the same inheritable file capability get
 * @param ambient what every program keeps that another user than root executes
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public record CapabilitySets(
    Set<Capability> bounding,
    Set<Capability> permitted,
    Set<Capability> effective,
    Set<Capability> inheritable,
    Set<Capability> ambient) {

  /** Keeps copies. */
  public CapabilitySets {
    bounding = Set.copyOf(bounding);
    permitted = Set.copyOf(permitted);
    effective = Set.copyOf(effective);
    inheritable = Set.copyOf(inheritable);
    ambient = Set.copyOf(ambient);
  }

  /** Returns sets without any capability. */
  public static CapabilitySets none() {
    return all(Set.of());
  }

  /** Returns sets of which each has the same capabilities. */
  public static CapabilitySets all(Set<Capability> each) {
    return new CapabilitySets(each, each, each, each, each);
  }

  /** Returns sets for root, who gets what is bounding with each program that he executes. */
  public static CapabilitySets ofRoot(Set<Capability> had) {
    return new CapabilitySets(had, had, had, Set.of(), Set.of());
  }

  /**
   * Returns these with more in the bounding set: what programs with file capabilities can get,
   * where new privileges are allowed.
   */
  public CapabilitySets withBounding(Set<Capability> more) {
    EnumSet<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(bounding);
    all.addAll(more);
    return new CapabilitySets(all, permitted, effective, inheritable, ambient);
  }

  /**
   * Checks that a process can be given these.
   *
   * @throws IllegalArgumentException if one set has what another that must contain it has not
   */
  public CapabilitySets check() {
    within(permitted, "permitted", bounding, "bounding");
    within(inheritable, "inheritable", bounding, "bounding");
    within(effective, "effective", permitted, "permitted");
    within(ambient, "ambient", permitted, "permitted");
    within(ambient, "ambient", inheritable, "inheritable");
    return this;
  }

  private static void within(
      Set<Capability> inner, String innerName, Set<Capability> outer, String outerName) {
    EnumSet<Capability> beyond = EnumSet.noneOf(Capability.class);
    beyond.addAll(inner);
    beyond.removeAll(outer);
    if (!beyond.isEmpty()) {
      throw new IllegalArgumentException(
          innerName + " capabilities that are not " + outerName + ": " + beyond);
    }
  }

  /**
   * Returns those of a process, as they are at this moment.
   *
   * @param pid its number in this process's PID namespace
   * @throws CaissonException if there is no such process
   */
  public static CapabilitySets ofProcess(long pid) throws CaissonException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      List<String> lines = Files.readAllLines(status);
      return new CapabilitySets(
          read(lines, "CapBnd:"),
          read(lines, "CapPrm:"),
          read(lines, "CapEff:"),
          read(lines, "CapInh:"),
          read(lines, "CapAmb:"));
    } catch (IOException e) {
      CaissonException failure =
          new CaissonException(
              "read capabilities of process",
              Long.toString(pid),
              "there is no such process",
              Optional.empty());
      failure.initCause(e);
      throw failure;
    }
  }

  private static Set<Capability> read(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(
            line ->
                Capability.of(Long.parseUnsignedLong(line.substring(name.length()).strip(), 16)))
        .findFirst()
        .orElse(Set.of());
  }
}
