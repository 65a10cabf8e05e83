package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.Platform;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caisson import}: an image of a root file system's tar. */
@Command(
    name = "import",
    description = "Makes an image from a tar of a root file system, as docker export writes it.",
    customSynopsis = "caisson import FILE|- [NAME]",
    sortOptions = false)
final class ImportCommand implements Deed {

  @Parameters(index = "0", paramLabel = "FILE", description = "The tar; - is standard input.")
  private String file = "-";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      converter = ReferenceName.class,
      description = "[REGISTRY/]NAME[:TAG]")
  private Optional<Reference> name = Optional.empty();

  @Override
  public void perform(Request request) throws IOException {
    ImageStore store = Container.images();
    Optional<Instant> now = Optional.of(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    ImageSummary image =
        file.equals("-")
            ? store.importRoot(System.in, config(), now, name)
            : store.importRoot(Path.of(file), config(), now, name);
    System.out.println(image.id());
  }

  private static ImageConfig config() {
    return new ImageConfig(
        Platform.current(),
        Map.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Set.of(),
        Set.of());
  }
}
