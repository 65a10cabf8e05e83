package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ArchiveFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caisson save}: images into an archive. */
@Command(
    name = "save",
    description = "Writes images into an archive, which docker load and others read.",
    customSynopsis = "caisson save [OPTIONS] IMAGE...",
    sortOptions = false)
final class SaveCommand implements Deed {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to; by default standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = ArchiveFormatName.class,
      description = "docker-archive, the default, or oci-archive.")
  private ArchiveFormat format = ArchiveFormat.DOCKER;

  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "A name, or the first digits of an id.")
  private List<String> images = new ArrayList<>();

  @Override
  public void perform(Request request) throws IOException {
    try (OutputFile file = open(request)) {
      Container.images().save(images, format, file.stream());
      file.keep();
    }
  }

  private OutputFile open(Request request) throws IOException {
    if (output.isPresent()) {
      return OutputFile.open(request.typed("--output"), output.get());
    }
    if (Standard.OUTPUT.isTerminal()) {
      throw new Refusal("an archive is nothing for a terminal; give --output or redirect");
    }
    return OutputFile.standard();
  }
}
