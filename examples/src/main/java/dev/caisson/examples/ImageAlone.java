package dev.caisson.examples;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Image;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.registry.DockerConfig;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Uses {@code caisson-image} alone, without containers: brings an image into a store of its own, as
 * root or as an ordinary user, verifies and unpacks it, and shows what is in it.
 */
public final class ImageAlone {

  private ImageAlone() {}

  /**
   * Takes the folder of the store, and the file of an archive or the name of an image, which is
   * pulled from its registry; exits with 1 where it can't be had.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ImageStore store = ImageStore.at(Path.of(arguments[0]));
    try {
      Path file = Path.of(arguments[1]);
      Reference name = Files.exists(file) ? load(store, file) : pull(store, arguments[1]);
      try (ImageUse use = store.use(name)) {
        show(name, use.image());
      }
      System.out.println("sound: " + store.verify().isSound());
    } catch (CaissonException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Reference load(ImageStore store, Path file) throws CaissonException {
    return store.load(file).get(0).names().get(0);
  }

  private static Reference pull(ImageStore store, String image)
      throws CaissonException, InterruptedException {
    Reference name = Reference.parse(image);
    try (RegistryClient client =
        RegistryClient.builder().credentials(DockerConfig.ofUser()).build()) {
      store.pull(client, name, Transfer.Listener.NONE);
    }
    return name;
  }

  private static void show(Reference name, Image image) throws IOException {
    System.out.println(name + " runs " + image.config().command());
    for (Path layer : image.layers()) {
      try (Stream<Path> files = Files.list(layer)) {
        System.out.println("layer of " + files.map(Path::getFileName).sorted().toList());
      }
    }
  }
}
