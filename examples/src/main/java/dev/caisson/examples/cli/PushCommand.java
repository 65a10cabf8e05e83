package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.Digest;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caisson push}: an image from the store to a registry. */
@Command(
    name = "push",
    description = "Sends an image to a registry, and prints its name there and its digest.",
    customSynopsis = "caisson push [OPTIONS] IMAGE [NAME]",
    sortOptions = false)
final class PushCommand implements Deed {

  @Mixin private RegistryOptions registry = new RegistryOptions();

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = "A name of the image, or the first digits of its digest.")
  private String image = "";

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      arity = "0..1",
      converter = ReferenceName.class,
      description = "What it is called at the registry; by default IMAGE.")
  private Optional<Reference> target = Optional.empty();

  @Override
  public void perform(Request request) throws IOException, InterruptedException {
    Reference name = target.isPresent() ? target.get() : new ReferenceName().convert(image);
    System.out.println(name + " " + push(name));
  }

  private Digest push(Reference name) throws IOException, InterruptedException {
    try (RegistryClient client = registry.open();
        ProgressBar bar = ProgressBar.of(quiet)) {
      return Container.images().push(client, image, name, bar);
    }
  }
}
