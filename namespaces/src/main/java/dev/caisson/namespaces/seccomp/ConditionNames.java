package dev.caisson.namespaces.seccomp;

import dev.caisson.error.InvalidProfileException;
import dev.caisson.namespaces.seccomp.ArgumentCondition.Comparison;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads conditions on arguments. */
final class ConditionNames {

  private static final Set<String> FIELDS = Set.of("index", "value", "valueTwo", "op");
  private static final String MASKED = "SCMP_CMP_MASKED_EQ";
  private static final int HIGHEST_INDEX = 5;
  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "SCMP_CMP_EQ", Comparison.EQ,
          "SCMP_CMP_NE", Comparison.NE,
          "SCMP_CMP_LT", Comparison.LT,
          "SCMP_CMP_LE", Comparison.LE,
          "SCMP_CMP_GE", Comparison.GE,
          "SCMP_CMP_GT", Comparison.GT);

  private ConditionNames() {}

  static ArgumentCondition read(ProfileNode node) throws InvalidProfileException {
    node.object(FIELDS);
    int index = node.required("index").number(HIGHEST_INDEX);
    long value = node.required("value").unsigned();
    Optional<ProfileNode> second = node.field("valueTwo");
    long valueTwo = second.isPresent() ? second.get().unsigned() : 0;
    ProfileNode operator = node.required("op");
    if (operator.text().equals(MASKED)) {
      return masked(node, index, value, valueTwo);
    }
    Comparison comparison = COMPARISONS.get(operator.text());
    if (comparison == null) {
      throw operator.invalid("unknown comparison " + operator.text());
    }
    return new ArgumentCondition(index, ~0L, comparison, value);
  }

  private static ArgumentCondition masked(ProfileNode node, int index, long mask, long value)
      throws InvalidProfileException {
    if ((value & ~mask) != 0) {
      throw node.invalid("never holds: valueTwo has bits that the mask in value has not");
    }
    return ArgumentCondition.maskedEqual(index, mask, value);
  }
}
