package dev.caisson.testing;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Holds where every program that {@link NeedsTool} names is installed. */
final class ToolCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class).stream()
            .flatMap(needs -> Stream.of(needs.value()))
            .filter(name -> Host.tool(name).isEmpty())
            .toList();
    return missing.isEmpty()
        ? ConditionEvaluationResult.enabled("every tool is installed")
        : Skip.because("not installed: " + String.join(", ", missing));
  }
}
