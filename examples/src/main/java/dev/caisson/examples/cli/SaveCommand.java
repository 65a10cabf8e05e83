package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.ArchiveFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
  public void perform() throws IOException {
    if (output.isPresent()) {
      save(output.get().toAbsolutePath());
    } else if (Standard.OUTPUT.isTerminal()) {
      throw new Refusal("an archive is nothing for a terminal; give --output or redirect");
    } else {
      Container.images().save(images, format, System.out);
    }
  }

  /** Writes a file that is whole, or is not there. */
  private void save(Path file) throws IOException {
    Path part = Files.createTempFile(file.getParent(), ".caisson", ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        Container.images().save(images, format, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
