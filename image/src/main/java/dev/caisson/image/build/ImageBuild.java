package dev.caisson.image.build;

import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import dev.caisson.image.oci.ConfigWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an image is to be made of, as a value: another image or nothing, layers above it, and
 * changes of its configuration.
 *
 * <p>The same files make the same image, byte for byte: nothing in it tells when and where it was
 * built, unless {@link #created} says so.
 *
 * @param base the image that it goes on from; empty for none
 * @param steps layers and changes in their order
 * @param created what the image says about when it was made; files that are younger get this time
 */
public record ImageBuild(Optional<Base> base, List<BuildStep> steps, Instant created) {

  /**
   * An image that another goes on from.
   *
   * @param store where a stored image is, and where compressed archives are unpacked meanwhile
   */
  public record Base(ImageSource source, LayerStore store) {}

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the time is not in the years 0000 to 9999, which are all
   *     that RFC 3339 has
   */
  public ImageBuild {
    Objects.requireNonNull(base, "base");
    steps = List.copyOf(steps);
    ConfigWriter.requireDate(created);
  }

  /**
   * Returns a build that goes on from an image.
   *
   * @param store where a stored image is, and where compressed archives are unpacked meanwhile
   */
  public static ImageBuild from(ImageSource base, LayerStore store) {
    return new ImageBuild(Optional.of(new Base(base, store)), List.of(), Instant.EPOCH);
  }

  /** Returns a build that goes on from nothing. */
  public static ImageBuild fromScratch() {
    return new ImageBuild(Optional.empty(), List.of(), Instant.EPOCH);
  }

  private ImageBuild with(BuildStep step) {
    List<BuildStep> more = new ArrayList<>(steps);
    more.add(step);
    return new ImageBuild(base, more, created);
  }

  /**
   * Returns this build with a layer of files of this machine, which belong to the image's root.
   *
   * @param from a file, or a directory, of which all that is in it is copied
   * @param to the path that it gets in the image, absolute
   */
  public ImageBuild copy(Path from, String to) {
    return layer(new LayerContent.Copied(from, to, PackRules.plain().withOwners(Owners.all(0, 0))));
  }

  /** Returns this build with a layer. */
  public ImageBuild layer(LayerContent content) {
    return with(new BuildStep.AddLayer(content));
  }

  /** Returns this build with a change of the configuration. */
  public ImageBuild change(ConfigChange change) {
    return with(new BuildStep.Change(change));
  }

  /** Returns this build with a variable of the environment. */
  public ImageBuild env(String name, String value) {
    return change(new ConfigChange.Env(name, value));
  }

  /** Returns this build with an entrypoint, to which the command is given. */
  public ImageBuild entrypoint(String... words) {
    return change(new ConfigChange.Entrypoint(List.of(words)));
  }

  /** Returns this build with a default command. */
  public ImageBuild cmd(String... words) {
    return change(new ConfigChange.Cmd(List.of(words)));
  }

  /** Returns this build with another working directory. */
  public ImageBuild workingDirectory(String path) {
    return change(new ConfigChange.WorkingDirectory(path));
  }

  /** Returns this build with another user. */
  public ImageBuild user(String user) {
    return change(new ConfigChange.User(user));
  }

  /** Returns this build with a label. */
  public ImageBuild label(String name, String value) {
    return change(new ConfigChange.Label(name, value));
  }

  /** Returns this build with a port that the command listens on. */
  public ImageBuild expose(String port) {
    return change(new ConfigChange.Expose(port));
  }

  /**
   * Returns this build with the time at which the image says it was made, 1970 by default; files
   * that are younger get this time.
   *
   * @throws IllegalArgumentException if it is not in the years 0000 to 9999
   */
  public ImageBuild created(Instant time) {
    return new ImageBuild(base, steps, time);
  }

  /**
   * Builds the image into a directory.
   *
   * @throws dev.caisson.error.InvalidImageException if the base is missing, malformed or damaged,
   *     or for another architecture
   * @throws IOException if a file can't be read or be in a layer, or the directory can't be
   *     written; the directory has the images of before then
   */
  public BuiltImage write(OciLayoutTarget target) throws IOException {
    try (LayoutDirectory layout = LayoutDirectory.open(target.directory())) {
      ImageDraft draft = ImageDraft.begin(layout, this);
      for (BuildStep step : steps) {
        step.take(draft);
      }
      return draft.finish(target.tag());
    }
  }
}
