package dev.caisson.examples.cli;

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
}
