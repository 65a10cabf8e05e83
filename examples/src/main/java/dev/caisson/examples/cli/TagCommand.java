package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caisson tag}: one more name for an image. */
@Command(
    name = "tag",
    description = "Gives an image one more name.",
    customSynopsis = "caisson tag IMAGE NAME",
    sortOptions = false)
final class TagCommand implements Deed {

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = "A name, or the first digits of an id.")
  private String image = "";

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      converter = ReferenceName.class,
      description = "[REGISTRY/]NAME[:TAG]")
  private @Nullable Reference name;

  @Override
  public void perform(Request request) throws IOException {
    Container.images().tag(image, Objects.requireNonNull(name, "name"));
  }
}
