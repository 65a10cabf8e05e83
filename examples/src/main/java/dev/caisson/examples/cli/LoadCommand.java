package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caisson load}: the images of an archive into the store. */
@Command(
    name = "load",
    description = "Loads the images of an archive, which docker save or others wrote.",
    customSynopsis = "caisson load [OPTIONS]",
    sortOptions = false)
final class LoadCommand implements Deed {

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "Where from, also a folder in the OCI layout; by default standard input.")
  private Optional<Path> input = Optional.empty();

  @Override
  public void perform(Request request) throws IOException {
    ImageStore store = Container.images();
    List<ImageSummary> loaded = input.isPresent() ? store.load(input.get()) : store.load(System.in);
    for (ImageSummary image : loaded) {
      if (image.names().isEmpty()) {
        System.out.println("Loaded image ID: " + image.id());
      }
      image.names().forEach(name -> System.out.println("Loaded image: " + name.familiar()));
    }
  }
}
