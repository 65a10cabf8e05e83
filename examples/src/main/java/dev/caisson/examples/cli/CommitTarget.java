package dev.caisson.examples.cli;

import dev.caisson.RunningContainer;
import dev.caisson.image.Digest;
import dev.caisson.image.build.ConfigChange;
import dev.caisson.image.build.OciLayoutTarget;
import dev.caisson.image.registry.Reference;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where the image of a container goes. */
sealed interface CommitTarget {

  /** Commits a container; returns the id of the image. */
  Digest commit(RunningContainer ended, ConfigChange... changes)
      throws IOException, InterruptedException;

  /** A directory. */
  record Layout(OciLayoutTarget target) implements CommitTarget {
    @Override
    public Digest commit(RunningContainer ended, ConfigChange... changes)
        throws IOException, InterruptedException {
      return ended.commit(target, changes).config();
    }
  }

  /** The store of images. */
  record Stored(Reference name) implements CommitTarget {
    @Override
    public Digest commit(RunningContainer ended, ConfigChange... changes)
        throws IOException, InterruptedException {
      return ended.commit(name, changes).id();
    }
  }

  /** Reads {@code oci:DIR:TAG} and {@code NAME[:TAG]}. */
  final class Converter implements ITypeConverter<CommitTarget> {

    private static final String OCI = "oci:";

    @Override
    public CommitTarget convert(String text) {
      try {
        return text.startsWith(OCI) ? layout(text) : new Stored(Reference.parse(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }

    private static CommitTarget layout(String text) {
      int colon = text.indexOf(':', OCI.length());
      if (colon <= OCI.length()) {
        throw new TypeConversionException("not oci:DIR:TAG");
      }
      Path directory = Path.of(text.substring(OCI.length(), colon));
      return new Layout(new OciLayoutTarget(directory, text.substring(colon + 1)));
    }
  }
}
