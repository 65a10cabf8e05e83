package dev.caisson.unionfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.linux.CString;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayOptionsTest {

  private static UpperFolders folders(String upper, String work) {
    return new UpperFolders(upper, work, false);
  }

  @Test
  void layers_standHighestFirst() {
    CString options =
        OverlayOptions.of(
            List.of(CString.of("/low"), CString.of("/high")), folders("/up", "/work"), true);
    assertThat(options).hasToString("lowerdir=/high:/low,upperdir=/up,workdir=/work,userxattr");
  }

  @Test
  void separatorsInPaths_areEscaped() {
    CString options =
        OverlayOptions.of(List.of(CString.of("/a:b,c\\d")), folders("/u,p", "/w:k"), true);
    assertThat(options)
        .hasToString("lowerdir=/a\\:b\\,c\\\\d,upperdir=/u\\,p,workdir=/w\\:k,userxattr");
  }

  @Test
  void withTheHostsAttributes_nothingOfALayerLeadsElsewhere() {
    CString options = OverlayOptions.of(List.of(CString.of("/a")), folders("/u", "/w"), false);
    assertThat(options.toString()).endsWith(",redirect_dir=nofollow,metacopy=off");
  }

  @Test
  void volatileLayer_isMountedSo() {
    UpperFolders folders = new UpperFolders("/u", "/w", true);
    CString options = OverlayOptions.of(List.of(CString.of("/a")), folders, true);
    assertThat(options.toString()).endsWith(",userxattr,volatile");
  }
}
