package dev.caisson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import dev.caisson.unionfs.Union;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example in a JVM that has nothing of Caisson but namespaces and unionfs. */
@Timeout(60)
final class UnionfsAloneTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** What it does for anyone. */
  abstract static class Contract {

    @TempDir Path top;
    private Path low;
    private Path high;

    @BeforeEach
    void makeLayers() throws IOException {
      low = Files.createDirectory(top.resolve("low"));
      high = Files.createDirectory(top.resolve("high"));
      Files.writeString(low.resolve("a"), "a");
      Files.writeString(high.resolve("b"), "b");
    }

    @Test
    void folders_areMountedByOverlayfs_andStayAsTheyAre() throws Exception {
      String said = run(low.toString(), high.toString());
      assertThat(said).isEqualTo("mounted by OVERLAY\nunion a\nunion b\nchanges written\n");
      assertThat(low.resolve("written")).doesNotExist();
      assertThat(high.resolve("written")).doesNotExist();
    }

    @Test
    void copy_isHadByName() throws Exception {
      String said = run("--backend=COPY", low.toString(), high.toString());
      assertThat(said).isEqualTo("mounted by COPY\nunion a\nunion b\n");
    }

    @Test
    void folderThatIsNotThere_isToldInOneLine() throws Exception {
      assertThat(run(top.resolve("none").toString())).contains("no such folder").hasLineCount(1);
    }

    private static String run(String... arguments) throws Exception {
      List<Class<?>> modules = List.of(Union.class, NamespaceSet.class);
      return new LoneJvm(UnionfsAlone.class, modules, List.of(arguments)).run().output();
    }
  }
}
