package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.Platform;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caisson pull}: an image from a registry into the store. */
@Command(
    name = "pull",
    description = "Brings an image from a registry, and prints its name and digest.",
    customSynopsis = "caisson pull [OPTIONS] IMAGE",
    sortOptions = false)
final class PullCommand implements Deed {

  @Mixin private RegistryOptions registry = new RegistryOptions();

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH[/VARIANT]",
      converter = PlatformName.class,
      description = "Bring the image for this platform, not for this machine's.")
  private Optional<Platform> platform = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      converter = ReferenceName.class,
      description = "[REGISTRY/]NAME[:TAG][@DIGEST], as in busybox:1.36.")
  private @Nullable Reference image;

  @Override
  public void perform(Request request) throws IOException, InterruptedException {
    Reference name = Objects.requireNonNull(image, "image");
    System.out.println(name + " " + pull(name).manifest());
  }

  private ImageSummary pull(Reference name) throws IOException, InterruptedException {
    try (RegistryClient client = registry.open();
        ProgressBar bar = ProgressBar.of(quiet)) {
      ImageStore images = Container.images();
      if (platform.isPresent()) {
        return images.pull(client, name, platform.get(), bar);
      }
      images.pullAndUse(client, name, bar).close();
      return images.inspect(name.toString()).summary();
    }
  }
}
