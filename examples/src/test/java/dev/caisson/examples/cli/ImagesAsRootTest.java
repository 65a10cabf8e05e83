package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;

/** The store of root, with another folder in the place of this machine's. */
@RootTest
@NeedsTool({"unshare", "mount", "tar"})
final class ImagesAsRootTest extends ImagesContract {

  @Override
  String withStore() {
    return "mkdir -p /var/lib/caisson; exec unshare -m sh -c"
        + " 'mount --bind store /var/lib/caisson; exec bash script \"$@\"' sh \"$@\"";
  }

  @RootTest
  void savedImage_onADeviceThatIsFull_isToldWithTheOption() throws Exception {
    importImage();
    // A node of its own: this machine's would be lost if it were replaced.
    Cli.Outcome full = script("mknod full c 1 7; \"$@\" save -o full words:1");
    assertThat(full.stderr()).isEqualTo("caisson: -o full: No space left on device\n");
    assertThat(full.status()).isEqualTo(125);
    assertThat(output("test -c full; \"$@\" save words:1 2>&1 > full || echo $?"))
        .isEqualTo("caisson: write stdout: No space left on device\n125\n");
  }

  @RootTest
  void savedImage_onAFullDisk_isToldWithTheOption() throws Exception {
    importImage();
    String full =
        "mkdir s; mount -t tmpfs -o size=4k t s; ! \"$@\" save -o s/x words:1 2>&1; ls -A s";
    assertThat(output(full)).isEqualTo("caisson: -o s/x: No space left on device\n");
  }
}
