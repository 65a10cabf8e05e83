package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;

/** What is kept of a container. */
@RootTest
@NeedsTool({"busybox", "mknod", "mount", "unshare"})
final class KeepAsRootTest extends KeepContract {

  @RootTest
  void commit_onAFullDisk_isToldAndLeavesNoLayout() throws Exception {
    String run = " run --commit=oci:s/lay:1 rootfs:root busybox cp /bin/busybox /new";
    Cli.Outcome outcome =
        script(
            "exec unshare -m bash -c 'mkdir s; mount -t tmpfs -o size=16k t s; \"$@\""
                + run
                + "; echo $?; ls -A s' bash \"$@\"");

    assertThat(outcome)
        .isEqualTo(
            new Cli.Outcome(
                0, "125\n", "caisson: --commit oci:s/lay:1: No space left on device\n"));
  }

  @RootTest
  void export_onAFullDevice_isToldWithTheOption() throws Exception {
    // A node of its own: this machine's would be lost if it were replaced.
    Cli.Outcome outcome =
        script("mknod full c 1 7; \"$@\" run --export full rootfs:root busybox true; test -c full");

    assertThat(outcome)
        .isEqualTo(new Cli.Outcome(0, "", "caisson: --export full: No space left on device\n"));
  }
}
