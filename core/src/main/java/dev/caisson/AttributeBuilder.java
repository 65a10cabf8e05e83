package dev.caisson;

import dev.caisson.namespaces.ResourceLimit;
import dev.caisson.namespaces.Rlimit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gathers the attributes of a command's process, which its children inherit. A command that is run
 * in a container later has those of the container's own, as far as it is not given others.
 *
 * @param <B> the builder that each method returns
 */
public abstract sealed class AttributeBuilder<B extends AttributeBuilder<B>>
    permits CommandBuilder {

  private final Map<ResourceLimit, Rlimit> limits = new EnumMap<>(ResourceLimit.class);
  private final Setting<Integer> oomScoreAdj = new Setting<>("oom_score_adj");
  private final Setting<Integer> umask = new Setting<>("umask");
  private final Setting<Integer> nice = new Setting<>("nice value");
  private final List<String> groups = new ArrayList<>();

  AttributeBuilder() {}

  abstract B self();

  /**
   * Limits a resource for each process: {@code limit(ResourceLimit.NOFILE.to(256))}. By default the
   * limits are the JVM's.
   *
   * <p>A hard limit above the JVM's takes CAP_SYS_RESOURCE on this machine; without it the start
   * fails.
   *
   * @throws IllegalStateException if the resource is limited already
   * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
   */
  public final B limit(Rlimit limit) {
    Objects.requireNonNull(limit, "limit");
    Rlimit before = limits.putIfAbsent(limit.resource(), limit);
    if (before != null) {
      throw new IllegalStateException("the limit is already set to " + before);
    }
    return self();
  }

  /**
   * Sets what the kernel ends first for want of memory: -1000 is never, 1000 is first; the default
   * is the JVM's.
   *
   * <p>Less than the JVM's takes CAP_SYS_RESOURCE on this machine; without it the start fails.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html">
   *     proc_pid_oom_score_adj(5)</a>
   */
  public final B oomScoreAdj(int adjustment) {
    oomScoreAdj.set(within("oom_score_adj", adjustment, -1000, 1000));
    return self();
  }

  /** Sets which permissions new files do not get, 0 to 0777; the default is 022. */
  public final B umask(int mask) {
    if (mask < 0 || mask > 0777) {
      throw new IllegalArgumentException("umask is not within 0 and 0777: 0" + octal(mask));
    }
    umask.set(mask);
    return self();
  }

  private static String octal(int mask) {
    return Integer.toOctalString(mask);
  }

  /**
   * Sets the nice value, -20 to 19; the default is the JVM's. It is weighed against processes of
   * the same control group, and on kernels with autogroups of the same session, alone.
   *
   * <p>Less than the JVM's takes CAP_SYS_NICE on this machine; without it the start fails.
   *
   * @see <a href="https://man7.org/linux/man-pages/man7/sched.7.html">sched(7)</a>
   */
  public final B nice(int value) {
    nice.set(within("nice value", value, -20, 19));
    return self();
  }

  private static int within(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          name + " is not within " + lowest + " and " + highest + ": " + value);
    }
    return value;
  }

  /**
   * Adds supplementary groups, besides those that {@code /etc/group} gives the user: numbers, or
   * names that are known there.
   *
   * <p>The container of an ordinary user's JVM has one group, and starts with others only if {@link
   * Users#SUBORDINATE} maps them; else the start fails.
   */
  public final B groups(String... groups) {
    for (String group : groups) {
      Objects.requireNonNull(group, "group");
      if (UserSpec.of(group).filter(spec -> spec.group().isEmpty()).isEmpty()) {
        throw new IllegalArgumentException("not the name or number of a group: " + group);
      }
    }
    this.groups.addAll(List.of(groups));
    return self();
  }

  /** Returns what was gathered. */
  ProcessAttributes attributes() {
    return new ProcessAttributes(limits, oomScoreAdj.get(), umask.get(), nice.get(), groups);
  }
}
