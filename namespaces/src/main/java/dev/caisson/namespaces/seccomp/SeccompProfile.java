package dev.caisson.namespaces.seccomp;

import dev.caisson.error.Errno;
import dev.caisson.namespaces.Capability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which system calls may be made: rules, and what holds where there is none.
 *
 * <p>Of the rules for a call the first that holds decides, so that {@link #deciding} can put others
 * before them. A rule names a call, and holds on every permitted ABI that has it.
 *
 * @param rules in order
 * @param defaultAction what is done with a known call for which no rule holds
 * @param unknownCalls what is done with calls newer than the profile
 * @param abis the ABIs whose calls the rules judge, besides the machine's own
 * @param foreignAction what is done with calls through any other ABI
 * @param flags how the kernel treats the filter
 */
public record SeccompProfile(
    List<SeccompRule> rules,
    SeccompAction defaultAction,
    UnknownCalls unknownCalls,
    Set<Abi> abis,
    SeccompAction foreignAction,
    Set<SeccompFlag> flags) {

  private static final KernelVersion WAIT_KILLABLE_SINCE = new KernelVersion(5, 19);
  private static final SeccompAction EPERM = SeccompAction.errno(Errno.EPERM);

  /** Takes copies. */
  public SeccompProfile {
    rules = List.copyOf(rules);
    abis = Set.copyOf(abis);
    flags = Set.copyOf(flags);
  }

  /**
   * Returns the default of containers, made for code that has no capabilities.
   *
   * <p>It allows what {@link CallGroup} does not name. What is forbidden fails with EPERM, what the
   * profile does not know with ENOSYS, and a call through another ABI than the machine's own ends
   * the process.
   */
  public static SeccompProfile standard() {
    return StandardProfile.PROFILE;
  }

  /**
   * Returns a profile of rules alone: any other call through the machine's own ABI meets the
   * default action, and one through another ABI ends the process.
   */
  public static SeccompProfile of(SeccompAction defaultAction, SeccompRule... rules) {
    return new SeccompProfile(
        Arrays.asList(rules),
        defaultAction,
        UnknownCalls.nameless(defaultAction),
        Set.of(),
        SeccompAction.killProcess(),
        Set.of());
  }

  /** Returns this profile with rules that are asked before all others. */
  public SeccompProfile deciding(List<SeccompRule> first) {
    List<SeccompRule> all = new ArrayList<>(first);
    all.addAll(rules);
    return new SeccompProfile(all, defaultAction, unknownCalls, abis, foreignAction, flags);
  }

  /** Returns this profile with a group of calls opened. */
  public SeccompProfile allowing(CallGroup group) {
    return deciding(group.opening());
  }

  /**
   * Returns this profile with calls allowed, whatever their arguments.
   *
   * @throws IllegalArgumentException if there is no such call
   */
  public SeccompProfile allowing(String... calls) {
    return deciding(Stream.of(calls).map(SeccompRule::allow).toList());
  }

  /**
   * Returns this profile with the groups opened without which these capabilities are of no use, as
   * Docker does.
   */
  public SeccompProfile allowingFor(Collection<Capability> capabilities) {
    SeccompProfile profile = this;
    for (CallGroup group : CallGroup.values()) {
      if (capabilities.stream().anyMatch(group::serves)) {
        profile = profile.allowing(group);
      }
    }
    return profile;
  }

  /**
   * Returns this profile with calls forbidden, which fail with EPERM.
   *
   * @throws IllegalArgumentException if there is no such call
   */
  public SeccompProfile denying(String... calls) {
    return deciding(Stream.of(calls).map(call -> SeccompRule.of(EPERM, call)).toList());
  }

  /** Returns this profile, judging the calls of a further ABI rather than refusing them all. */
  public SeccompProfile allowing(Abi abi) {
    Set<Abi> more = EnumSet.of(abi);
    more.addAll(abis);
    return new SeccompProfile(rules, defaultAction, unknownCalls, more, foreignAction, flags);
  }

  /** Returns this profile with another answer to calls through an ABI that is not permitted. */
  public SeccompProfile withForeignAction(SeccompAction action) {
    return new SeccompProfile(rules, defaultAction, unknownCalls, abis, action, flags);
  }

  /** Returns this profile with another answer to calls newer than it. */
  public SeccompProfile withUnknownCalls(UnknownCalls unknown) {
    return new SeccompProfile(rules, defaultAction, unknown, abis, foreignAction, flags);
  }

  /** Returns this profile with a flag. */
  public SeccompProfile with(SeccompFlag flag) {
    Set<SeccompFlag> more = EnumSet.of(flag);
    more.addAll(flags);
    return new SeccompProfile(rules, defaultAction, unknownCalls, abis, foreignAction, more);
  }

  /** Returns whether a supervisor may be asked about a call. */
  public boolean mayNotify(String call) {
    for (SeccompRule rule : rules) {
      boolean notifies = rule.action().equals(SeccompAction.notifySupervisor());
      if (rule.call().equals(call) && (notifies || rule.isUnconditional())) {
        return notifies;
      }
    }
    return defaultAction.equals(SeccompAction.notifySupervisor());
  }

  /**
   * Returns this profile as it should be where a supervisor is asked: with {@link
   * SeccompFlag#WAIT_KILLABLE_RECV} where this kernel has it.
   */
  public SeccompProfile supervised() {
    Optional<KernelVersion> running = KernelVersion.running();
    return running.isPresent() && running.get().compareTo(WAIT_KILLABLE_SINCE) >= 0
        ? with(SeccompFlag.WAIT_KILLABLE_RECV)
        : this;
  }

  /**
   * Returns the filter for the machine that this JVM runs on.
   *
   * @throws IllegalArgumentException if it needs more instructions than the kernel takes
   */
  public SeccompFilter compile() {
    return compile(Abi.current());
  }

  /**
   * Returns the filter for a machine.
   *
   * @param machine the machine's own ABI: {@link Abi#X86_64} or {@link Abi#AARCH64}
   * @throws IllegalArgumentException if it is another, or if the filter needs more instructions
   *     than the kernel takes
   */
  public SeccompFilter compile(Abi machine) {
    if (machine != machine.machine()) {
      throw new IllegalArgumentException("no machine's own ABI: " + machine);
    }
    List<Instruction> instructions = FilterCompiler.compile(this, machine);
    if (instructions.size() > SeccompFilter.MOST_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "seccomp profile needs "
              + instructions.size()
              + " instructions, and the kernel takes "
              + SeccompFilter.MOST_INSTRUCTIONS);
    }
    int bits = flags.stream().mapToInt(SeccompFlag::bits).reduce(0, (a, b) -> a | b);
    return new SeccompFilter(instructions, bits, notifies(instructions));
  }

  private static boolean notifies(List<Instruction> instructions) {
    return instructions.contains(
        Instruction.of(Instruction.RETURN, SeccompAction.notifySupervisor().returnValue()));
  }
}
