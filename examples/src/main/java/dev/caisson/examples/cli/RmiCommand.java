package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Reclaimed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caisson rmi}: names and images go. */
@Command(
    name = "rmi",
    description = "Removes names of images, and with its last name an image.",
    customSynopsis = "caisson rmi [OPTIONS] IMAGE...",
    sortOptions = false)
final class RmiCommand implements Deed {

  @Option(
      names = {"-f", "--force"},
      description = "Also what is in use, and by an id all names.")
  private boolean force;

  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "A name, or the first digits of an id.")
  private List<String> images = new ArrayList<>();

  @Override
  public void perform(Request request) throws IOException {
    ImageStore store = Container.images();
    List<IOException> failures = new ArrayList<>();
    for (String image : images) {
      try {
        remove(store, image);
      } catch (IOException e) {
        // The others go nevertheless, as with docker.
        failures.add(e);
      }
    }
    for (int i = 0; i < failures.size() - 1; i++) {
      Complaint.of(failures.get(i)).print();
    }
    if (!failures.isEmpty()) {
      throw failures.get(failures.size() - 1);
    }
  }

  private void remove(ImageStore store, String image) throws IOException {
    Reclaimed gone = force ? store.removeUsed(image) : store.remove(image);
    gone.names().forEach(name -> System.out.println("Untagged: " + name.familiar()));
    if (gone.blobs() > 0) {
      System.out.println("Deleted: " + ByteCount.shown(gone.bytes()));
    }
  }
}
