package dev.caisson.image.build;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileRights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a layer is made of. */
public sealed interface LayerContent {

  /** Returns how an image's history tells of it. */
  String description();

  /** Returns the same, with the time of files that are younger set back to this one. */
  LayerContent notAfter(Instant time);

  /**
   * Writes it as a tar, in the form of layers; the stream stays open.
   *
   * @throws CaissonException if something can't be read, or be in a layer: a name that begins with
   *     {@code .wh.}, an owner whom the image does not have, more than the limits allow. Part of
   *     the tar has been written then
   * @throws IOException if the stream throws it
   */
  void writeTar(OutputStream out) throws IOException;

  /**
   * A file, a symbolic link itself, or a directory with all that is in it, of this machine.
   *
   * @param from must not change meanwhile
   * @param to the path that it gets in the image, absolute
   */
  record Copied(Path from, String to, PackRules rules) implements LayerContent {

    /**
     * Checks the path in the image.
     *
     * @throws IllegalArgumentException if it is not a plain absolute path, or a name in it means
     *     something in layers
     */
    public Copied {
      from = from.toAbsolutePath().normalize();
      Path target = Path.of(to);
      if (!target.isAbsolute() || !target.equals(target.normalize())) {
        throw new IllegalArgumentException("not a plain absolute path: " + to);
      }
      for (Path name : target) {
        if (name.toString().startsWith(".wh.")) {
          throw new IllegalArgumentException("a file in a layer can't be named " + name);
        }
      }
      Objects.requireNonNull(rules, "rules");
    }

    @Override
    public String description() {
      return "COPY " + from.getFileName() + " " + to;
    }

    @Override
    public LayerContent notAfter(Instant time) {
      return new Copied(from, to, rules.notAfter(time));
    }

    @Override
    public void writeTar(OutputStream out) throws IOException {
      CString at = CString.of(to.equals("/") ? "." : to.substring(1));
      TarWriter tar = new TarWriter(out);
      try (LowerLayers none = LowerLayers.open(List.of());
          TreePacker packer = new TreePacker(tar, rules, none, Optional.empty())) {
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
          try (Directory root = Directory.open(from)) {
            packer.packTree(root, at);
          }
        } else {
          packFile(packer, at);
        }
      }
      tar.finish();
    }

    private void packFile(TreePacker packer, CString at) throws IOException {
      Path above = from.getParent();
      Path name = from.getFileName();
      if (above == null || name == null || to.equals("/")) {
        throw new CaissonException(
            "copy",
            from + " to " + to,
            "the root of an image is a directory",
            Optional.of("name the file's path in the image"));
      }
      try (Directory parent = Directory.open(above)) {
        packer.packFile(parent, CString.of(name), at);
      }
    }
  }

  /**
   * A tree that is open: the root file system of a container, or what it changed.
   *
   * @param root stays the caller's
   * @param lower what is below the changes; stays the caller's
   * @param rights to what its mode keeps the JVM from reading; they stay the caller's
   */
  @SuppressWarnings("exports")
  record Tree(
      Directory root,
      PackRules rules,
      LowerLayers lower,
      Optional<FileRights> rights,
      String description)
      implements LayerContent {

    @Override
    public LayerContent notAfter(Instant time) {
      return new Tree(root, rules.notAfter(time), lower, rights, description);
    }

    @Override
    public void writeTar(OutputStream out) throws IOException {
      TarWriter tar = new TarWriter(out);
      try (TreePacker packer = new TreePacker(tar, rules, lower, rights)) {
        packer.packTree(root, CString.of("."));
      }
      tar.finish();
    }
  }
}
