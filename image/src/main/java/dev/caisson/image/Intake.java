package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.OciLayoutTarget;
import dev.caisson.image.content.Content;
import dev.caisson.image.content.Leases;
import dev.caisson.image.oci.ConfigWriter;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.registry.Reference;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes images into a store, from files and from streams. */
final class Intake {

  private static final String STREAM = "the stream";
  // Not every name of an image may stand in a layout.
  private static final String BUILT = "built";

  private final StoreAccess access;

  Intake(StoreAccess access) {
    this.access = access;
  }

  /** A store that is open for new images. */
  private record Open(Content content, Scratch scratch, Leases.Lease lease) {}

  /** What is done with an open file. */
  private interface Deed<T> {
    T apply(FileRegion file, Open open) throws CaissonException;
  }

  List<ImageSummary> load(Path source) throws CaissonException {
    if (!Files.isDirectory(source)) {
      return withFile(source, this::load);
    }
    return access.<List<ImageSummary>, CaissonException>with(
        (content, directories) -> {
          try (Leases.Lease lease = content.leases().make();
              LayoutDirectory files = LayoutDirectory.open(source)) {
            return load(files, new Open(content, directories.scratch(access.limits()), lease));
          }
        });
  }

  ImageSummary build(ImageBuild build, Reference name) throws IOException {
    return access.<ImageSummary, IOException>with(
        (content, directories) -> {
          directories.sweep();
          try (Temporaries.Temporary work = directories.temporary();
              Leases.Lease lease = content.leases().make()) {
            Path layout = directories.path(access.directory(), work);
            build.write(new OciLayoutTarget(layout, BUILT));
            try (LayoutDirectory files = LayoutDirectory.open(layout)) {
              Scratch scratch = directories.scratch(access.limits());
              Open open = new Open(content, scratch, lease);
              NamedImage built = new NamedImage(loader(open).loadBuilt(files), Optional.of(name));
              return access.name(content, List.of(built)).get(0);
            }
          }
        });
  }

  List<ImageSummary> load(InputStream source) throws IOException {
    return withStream(source, this::load);
  }

  private List<ImageSummary> load(FileRegion file, Open open) throws CaissonException {
    try (ArchiveMembers members = ArchiveMembers.of(file, open.scratch())) {
      return load(members, open);
    }
  }

  private List<ImageSummary> load(LayoutFiles files, Open open) throws CaissonException {
    return access.name(open.content(), loader(open).load(files));
  }

  private static ArchiveLoader loader(Open open) {
    return new ArchiveLoader(open.content(), open.scratch(), open.lease());
  }

  ImageSummary importRoot(
      Path tar, ImageConfig config, Optional<Instant> created, Optional<Reference> name)
      throws CaissonException {
    created.ifPresent(ConfigWriter::requireDate);
    return withFile(tar, (file, open) -> importRoot(file, open, config, created, name));
  }

  ImageSummary importRoot(
      InputStream tar, ImageConfig config, Optional<Instant> created, Optional<Reference> name)
      throws IOException {
    created.ifPresent(ConfigWriter::requireDate);
    return withStream(tar, (file, open) -> importRoot(file, open, config, created, name));
  }

  private ImageSummary importRoot(
      FileRegion file,
      Open open,
      ImageConfig config,
      Optional<Instant> created,
      Optional<Reference> name)
      throws CaissonException {
    RootImport root = new RootImport(open.content(), open.scratch(), open.lease());
    Descriptor image = root.add(file, config, created);
    return access.name(open.content(), List.of(new NamedImage(image, name))).get(0);
  }

  private <T> T withFile(Path path, Deed<T> deed) throws CaissonException {
    try (OpenFile file = open(path)) {
      FileRegion region = new FileRegion(path.toString(), file, 0, file.stat().size());
      return access.<T, CaissonException>with(
          (content, directories) -> {
            directories.sweep();
            try (Leases.Lease lease = content.leases().make()) {
              Scratch scratch = directories.scratch(access.limits());
              return deed.apply(region, new Open(content, scratch, lease));
            }
          });
    }
  }

  private static OpenFile open(Path path) throws CaissonException {
    String remedy = "name an archive of images or files";
    try {
      return OpenFile.regular(path, OpenFlag.NONBLOCK)
          .orElseThrow(() -> InvalidImage.reading(path.toString(), "not a regular file", remedy));
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
      InvalidImageException missing =
          InvalidImage.reading(path.toString(), "there is no such file", remedy);
      missing.initCause(e);
      throw missing;
    }
  }

  private <T> T withStream(InputStream stream, Deed<T> deed) throws IOException {
    return access.<T, IOException>with(
        (content, directories) -> {
          directories.sweep();
          Scratch scratch = directories.scratch(access.limits());
          try (Leases.Lease lease = content.leases().make();
              OpenFile file = scratch.copy(stream)) {
            FileRegion region = new FileRegion(STREAM, file, 0, file.stat().size());
            return deed.apply(region, new Open(content, scratch, lease));
          }
        });
  }
}
