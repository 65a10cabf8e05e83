package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Limits that are put on the members of a group, all or none. */
final class Change {

  private record Step(Member member, Setting setting) {

    void make() throws CaissonException {
      member.apply(setting);
    }

    Step back() throws CaissonException {
      return new Step(member, member.present(setting));
    }
  }

  private Change() {}

  /** Makes a change on a new group, which is to be removed where this fails. */
  static void onNew(List<Member> members, Limits limits) throws CaissonException {
    for (Step step : steps("new cgroup", members, limits)) {
      step.make();
    }
  }

  /**
   * Makes a change; where a step is refused, those before it are taken back, in reverse order.
   *
   * @param group what to call the group in an error
   * @throws UnsupportedHostException before anything is done, if a hierarchy can't express a limit,
   *     or the group is not in that of a controller
   */
  static void onRunning(String group, List<Member> members, Limits limits) throws CaissonException {
    List<Step> steps = steps(group, members, limits);
    for (Controller controller : limits.controllers()) {
      member(group, members, controller).enable(EnumSet.of(Subsystem.of(controller)));
    }
    Deque<Step> back = new ArrayDeque<>();
    try {
      for (Step step : steps) {
        back.push(step.back());
        step.make();
      }
    } catch (CaissonException e) {
      Failures failures = new Failures();
      back.forEach(step -> failures.collect(step::make));
      failures.suppressIn(e);
      throw e;
    }
  }

  /** In the order of controllers, of which each is in one hierarchy. */
  private static List<Step> steps(String group, List<Member> members, Limits limits)
      throws CaissonException {
    List<Step> steps = new ArrayList<>();
    for (Controller controller : limits.byController().keySet()) {
      Member member = member(group, members, controller);
      for (Setting setting : member.settings(controller, limits)) {
        steps.add(new Step(member, setting));
      }
    }
    return steps;
  }

  private static Member member(String group, List<Member> members, Controller controller)
      throws UnsupportedHostException {
    return members.stream()
        .filter(member -> member.has(Subsystem.of(controller)))
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedHostException(
                    "limit " + controller + " of",
                    group,
                    "it is not in the hierarchy of that controller",
                    Optional.of("make it with a limit of it, or with Limits.counting")));
  }
}
