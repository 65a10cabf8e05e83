package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caisson images}: what is in the store. */
@Command(
    name = "images",
    description = "Lists the images in the store.",
    customSynopsis = "caisson images [OPTIONS]",
    sortOptions = false)
final class ImagesCommand implements Deed {

  private static final String ROW = "%-32s %-16s %-14s %-22s %s%n";
  private static final int SHORT = 12;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only their ids.")
  private boolean quiet;

  @Option(names = "--no-trunc", description = "Whole ids.")
  private boolean whole;

  @Override
  public void perform(Request request) throws IOException {
    List<ImageSummary> images = Container.images().list();
    if (!quiet) {
      System.out.printf(ROW, "REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
    }
    for (ImageSummary image : images) {
      if (quiet) {
        System.out.println(id(image));
      } else if (image.names().isEmpty()) {
        print(image, Optional.empty());
      } else {
        image.names().forEach(name -> print(image, Optional.of(name)));
      }
    }
  }

  private String id(ImageSummary image) {
    return whole ? image.id().toString() : image.id().hex().substring(0, SHORT);
  }

  private void print(ImageSummary image, Optional<Reference> name) {
    String familiar = name.map(Reference::familiar).orElse("<none>");
    int end = familiar.indexOf('@');
    String plain = end < 0 ? familiar : familiar.substring(0, end);
    String tag = name.flatMap(Reference::tag).orElse("<none>");
    String repository = plain.endsWith(":" + tag) ? plain.replaceFirst(":[^:]*$", "") : plain;
    String created =
        image.created().map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
    System.out.printf(ROW, repository, tag, id(image), created, ByteCount.shown(image.size()));
  }
}
