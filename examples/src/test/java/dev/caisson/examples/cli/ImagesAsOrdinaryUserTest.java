package dev.caisson.examples.cli;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootlessTest;

/** The store of an ordinary user, in a folder of his choice. */
@RootlessTest
@NeedsTool("tar")
final class ImagesAsOrdinaryUserTest extends ImagesContract {

  @Override
  String withStore() {
    return "XDG_DATA_HOME=$PWD/store exec bash script \"$@\"";
  }
}
