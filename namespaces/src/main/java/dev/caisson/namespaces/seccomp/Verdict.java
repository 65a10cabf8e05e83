package dev.caisson.namespaces.seccomp;

import java.util.ArrayList;
import java.util.List;

/**
 * What is done with one system call: the action of the first case whose conditions hold, or another
 * one.
 */
record Verdict(List<Case> cases, SeccompAction otherwise) {

  /** Conditions which all must hold, one or more, and what is done then. */
  record Case(List<ArgumentCondition> conditions, SeccompAction action) {}

  Verdict {
    cases = List.copyOf(cases);
  }

  static Verdict of(SeccompAction action) {
    return new Verdict(List.of(), action);
  }

  /** Returns what rules for one call say, of which the first that holds decides. */
  static Verdict of(List<SeccompRule> rules, SeccompAction otherwise) {
    List<Case> cases = new ArrayList<>();
    for (SeccompRule rule : rules) {
      if (rule.isUnconditional()) {
        return trimmed(cases, rule.action());
      }
      cases.add(new Case(rule.conditions(), rule.action()));
    }
    return trimmed(cases, otherwise);
  }

  private static Verdict trimmed(List<Case> cases, SeccompAction otherwise) {
    int end = cases.size();
    while (end > 0 && cases.get(end - 1).action().equals(otherwise)) {
      end--;
    }
    return new Verdict(cases.subList(0, end), otherwise);
  }
}
