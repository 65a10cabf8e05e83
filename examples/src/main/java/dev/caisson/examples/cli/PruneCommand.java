package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Reclaimed;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caisson prune}: what nothing needs goes. */
@Command(
    name = "prune",
    description = "Removes what no image and no container needs.",
    customSynopsis = "caisson prune [OPTIONS]",
    sortOptions = false)
final class PruneCommand implements Deed {

  @Option(
      names = {"-a", "--all"},
      description = "Also all images that are not in use.")
  private boolean all;

  @Override
  public void perform(Request request) throws IOException {
    ImageStore store = Container.images();
    Reclaimed gone = all ? store.pruneAll() : store.prune();
    gone.names().forEach(name -> System.out.println("Untagged: " + name.familiar()));
    System.out.println("Total reclaimed space: " + ByteCount.shown(gone.bytes()));
  }
}
