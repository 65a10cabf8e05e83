package dev.caisson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.testing.RootTest;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Runs the example in a JVM that has nothing of Caisson but cgroups and the floor below it. */
@Timeout(60)
final class CgroupsAloneTest {

  @RootTest
  void group_isLimitedMeasuredFrozenAndKilled() throws Exception {
    LoneJvm jvm = new LoneJvm(CgroupsAlone.class, List.of(Cgroups.class, NamespaceSet.class));
    LoneJvm.Outcome outcome = jvm.run();
    assertThat(outcome.output())
        .isEqualTo(
            """
            added: true
            held to its limit: true
            frozen, and used nothing meanwhile: true
            killed: true
            """);
    assertThat(outcome.status()).isZero();
  }
}
