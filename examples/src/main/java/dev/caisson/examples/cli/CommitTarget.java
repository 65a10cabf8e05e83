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

  /** A place that was found to be writable. */
  interface Place extends AutoCloseable {

    /** Commits a container; returns the id of the image. */
    Digest commit(RunningContainer ended, ConfigChange... changes)
        throws IOException, InterruptedException;

    /** Removes what was made for an image that there is none of. */
    @Override
    default void close() throws IOException {}
  }

  /** Opens the place, before there is a container. */
  Place open() throws IOException;

  /** A directory. */
  record Layout(OciLayoutTarget target) implements CommitTarget {
    @Override
    public Place open() throws IOException {
      LayoutPlace place = LayoutPlace.open(target.directory());
      return new Place() {
        @Override
        public Digest commit(RunningContainer ended, ConfigChange... changes)
            throws IOException, InterruptedException {
          place.begin();
          Digest id = ended.commit(target, changes).config();
          place.finish();
          return id;
        }

        @Override
        public void close() throws IOException {
          place.close();
        }
      };
    }
  }

  /** The store of images. */
  record Stored(Reference name) implements CommitTarget {
    @Override
    public Place open() {
      return (ended, changes) -> ended.commit(name, changes).id();
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
