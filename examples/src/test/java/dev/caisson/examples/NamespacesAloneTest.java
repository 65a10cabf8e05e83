package dev.caisson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Runs the example in a JVM that has nothing of Caisson but the module namespaces. */
@Timeout(60)
final class NamespacesAloneTest {

  private static final String ALL_WELL =
      """
      inside: alone
      outside is unchanged: true
      connected over its own loopback: true
      """;

  private static final LoneJvm JVM =
      new LoneJvm(NamespacesAlone.class, List.of(NamespaceSet.class));

  private static void assertRunsInside(LoneJvm.Outcome outcome) {
    assertThat(outcome.output()).containsPattern("made uts:\\[\\d+]\nmade net:\\[\\d+]\n");
    assertThat(outcome.output()).endsWith(ALL_WELL);
    assertThat(outcome.status()).isZero();
  }

  @RootTest
  void root_runsJavaInside() throws Exception {
    assertRunsInside(JVM.run());
  }

  @RootlessTest
  void ordinaryUser_makesNamespaces_andIsToldWhyJavaCannotEnter() throws Exception {
    LoneJvm.Outcome outcome = JVM.run();
    assertThat(outcome.output())
        .containsPattern("made net:\\[\\d+]\nmade user:\\[\\d+]\n")
        .contains("enter uts:[")
        .contains("unshare --user --map-root-user java");
    assertThat(outcome.status()).isEqualTo(1);
  }

  @RootlessTest
  void ordinaryUserInAUserNamespace_runsJavaInside() throws Exception {
    assertRunsInside(JVM.run("unshare", "--user", "--map-root-user"));
  }
}
