package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.DiffId;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageDetails;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caisson inspect}: what is known of images, as JSON. */
@Command(
    name = "inspect",
    description = "Shows what is known of images, in the JSON of docker image inspect.",
    customSynopsis = "caisson inspect IMAGE...",
    sortOptions = false)
final class InspectCommand implements Deed {

  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "A name, or the first digits of an id.")
  private List<String> images = new ArrayList<>();

  @Override
  public void perform(Request request) throws IOException {
    ImageStore store = Container.images();
    List<String> found = new ArrayList<>();
    for (String image : images) {
      found.add(json(store.inspect(image)).toString());
    }
    System.out.println("[" + String.join(",\n", found) + "]");
  }

  private static JsonObject json(ImageDetails details) {
    ImageSummary summary = details.summary();
    JsonObject layers =
        new JsonObject()
            .text("Type", "layers")
            .texts("Layers", details.diffIds().stream().map(DiffId::toString).toList());
    return new JsonObject()
        .text("Id", summary.id().toString())
        .texts("RepoTags", summary.names().stream().map(Reference::familiar).toList())
        .text("Digest", summary.manifest().toString())
        .text("Created", summary.created().map(Instant::toString))
        .text("Os", summary.platform().os())
        .text("Architecture", summary.platform().architecture())
        .text("Variant", summary.platform().variant())
        .number("Size", OptionalLong.of(summary.size()))
        .object("Config", config(details.config()))
        .object("RootFS", layers);
  }

  private static JsonObject config(ImageConfig config) {
    return new JsonObject()
        .text("User", Optional.of(config.user().orElse("")))
        .texts("Env", config.environment().entrySet().stream().map(Object::toString).toList())
        .texts("Entrypoint", config.entrypoint())
        .texts("Cmd", config.command())
        .text("WorkingDir", config.workingDirectory().orElse(""))
        .text("StopSignal", config.stopSignal())
        .texts("ExposedPorts", config.exposedPorts())
        .texts("Volumes", config.volumes())
        .textMap("Labels", config.labels());
  }
}
