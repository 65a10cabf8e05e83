package dev.caisson.namespaces.seccomp;

import dev.caisson.error.InvalidProfileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads rules, with the meaning that runc and libseccomp give them.
 *
 * <p>A rule without conditions decides over those with some, wherever it stands, unless it would
 * allow what they forbid; of several such rules for a call the strictest decides; a rule with the
 * default action counts for nothing against others; conditions on the same argument are
 * alternatives.
 */
final class RuleReader {

  private static final Set<String> FIELDS =
      Set.of(
          "names",
          "name",
          "action",
          "errnoRet",
          "errno",
          "args",
          "comment",
          "includes",
          "excludes");
  private static final int MAX_RULES = 1 << 14;
  private static final int MAX_CONDITIONS = 64;

  private final SeccompAction defaultAction;
  private final RuleScope scope;
  private final Map<String, SeccompRule> unconditional = new LinkedHashMap<>();
  private final List<SeccompRule> conditional = new ArrayList<>();
  private final List<SeccompRule> byDefault = new ArrayList<>();
  private final SortedSet<String> unknown = new TreeSet<>();

  RuleReader(SeccompAction defaultAction, RuleScope scope) {
    this.defaultAction = defaultAction;
    this.scope = scope;
  }

  /** Reads an entry of the profile's rules. */
  void read(ProfileNode entry) throws InvalidProfileException {
    entry.object(FIELDS);
    SeccompAction action = ActionNames.read(entry, "action", "errnoRet", "errno");
    List<List<ArgumentCondition>> alternatives = alternatives(entry);
    List<String> names = names(entry);
    if (!scope.covers(entry)) {
      return;
    }
    for (String name : names) {
      if (!SeccompRule.isKnown(name)) {
        unknown.add(name);
        continue;
      }
      for (List<ArgumentCondition> conditions : alternatives) {
        add(entry, new SeccompRule(name, conditions, action));
      }
    }
  }

  private static List<String> names(ProfileNode entry) throws InvalidProfileException {
    Optional<ProfileNode> name = entry.field("name");
    List<String> names = entry.texts("names");
    if (name.isPresent() && !name.get().text().isEmpty()) {
      if (!names.isEmpty()) {
        throw entry.invalid("both name and names");
      }
      names = List.of(name.get().text());
    }
    if (names.isEmpty() || names.contains("")) {
      throw entry.invalid(names.isEmpty() ? "no names" : "an empty name");
    }
    return names;
  }

  private static List<List<ArgumentCondition>> alternatives(ProfileNode entry)
      throws InvalidProfileException {
    List<ArgumentCondition> conditions = new ArrayList<>();
    for (ProfileNode argument : entry.elements("args")) {
      conditions.add(ConditionNames.read(argument));
    }
    if (conditions.size() > MAX_CONDITIONS) {
      throw entry.invalid("more than " + MAX_CONDITIONS + " args: " + conditions.size());
    }
    long indices = conditions.stream().mapToInt(ArgumentCondition::index).distinct().count();
    return indices == conditions.size()
        ? List.of(conditions)
        : conditions.stream().map(List::of).toList();
  }

  private void add(ProfileNode entry, SeccompRule rule) throws InvalidProfileException {
    if (unconditional.size() + conditional.size() + byDefault.size() == MAX_RULES) {
      throw entry.invalid("more than " + MAX_RULES + " rules");
    }
    if (rule.action().equals(defaultAction)) {
      byDefault.add(rule);
    } else if (!rule.isUnconditional()) {
      conditional.add(rule);
    } else {
      unconditional.merge(rule.call(), rule, RuleReader::stricter);
    }
  }

  private static SeccompRule stricter(SeccompRule first, SeccompRule second) {
    return second.action().isStricterThan(first.action()) ? second : first;
  }

  /** Returns the rules in the order in which the first that holds decides. */
  List<SeccompRule> rules() {
    List<SeccompRule> rules = new ArrayList<>();
    conditional.stream().filter(this::forbidsWhatIsAllowed).forEach(rules::add);
    rules.addAll(unconditional.values());
    conditional.stream().filter(rule -> !forbidsWhatIsAllowed(rule)).forEach(rules::add);
    rules.addAll(byDefault);
    return rules;
  }

  private boolean forbidsWhatIsAllowed(SeccompRule rule) {
    SeccompRule other = unconditional.get(rule.call());
    return other != null && other.action().isPermissive() && !rule.action().isPermissive();
  }

  /** Returns the names of calls that do not exist. */
  SortedSet<String> unknownCalls() {
    return unknown;
  }
}
