package dev.caisson.unionfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.linux.CString;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayOptionsTest {

  @Test
  void layers_standHighestFirst() {
    CString options =
        OverlayOptions.of(List.of(Path.of("/low"), Path.of("/high")), "/up", "/work", false);
    assertThat(options).hasToString("lowerdir=/high:/low,upperdir=/up,workdir=/work");
  }

  @Test
  void separatorsInPaths_areEscaped() {
    CString options = OverlayOptions.of(List.of(Path.of("/a:b,c\\d")), "/u,p", "/w:k", false);
    assertThat(options).hasToString("lowerdir=/a\\:b\\,c\\\\d,upperdir=/u\\,p,workdir=/w\\:k");
  }

  @Test
  void inAUserNamespace_attributesAreTheUsers() {
    CString options = OverlayOptions.of(List.of(Path.of("/a")), "/u", "/w", true);
    assertThat(options.toString()).endsWith(",userxattr");
  }
}
