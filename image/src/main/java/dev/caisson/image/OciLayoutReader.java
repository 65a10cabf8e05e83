package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.InvalidImageException;
import dev.caisson.error.SystemCallException;
import dev.caisson.image.StoredImage.Packed;
import dev.caisson.image.oci.ConfigDocument;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads images from a directory in the OCI layout. */
final class OciLayoutReader implements SourceReader {

  private static final String VERSION = "1.";
  private static final String MARK = "oci-layout";
  private static final String REMEDY = "name a folder that is an OCI image layout";
  // Blobs are files of the layout itself: a link in their place leads to the host's files.
  private static final OpenHow NO_LINKS =
      OpenHow.of(OpenFlag.NONBLOCK).resolve(ResolveFlag.BENEATH, ResolveFlag.NO_SYMLINKS);

  private final ImageSource.OciLayout source;
  private final Directory directory;
  private final List<OpenFile> opened = new ArrayList<>();

  private OciLayoutReader(ImageSource.OciLayout source, Directory directory) {
    this.source = source;
    this.directory = directory;
  }

  static OciLayoutReader open(ImageSource.OciLayout source) throws CaissonException {
    try {
      return new OciLayoutReader(source, Directory.open(source.directory()));
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
      InvalidImageException missing =
          InvalidImage.reading(source.directory().toString(), "there is no such directory", REMEDY);
      missing.initCause(e);
      throw missing;
    }
  }

  @Override
  public StoredImage read(Platform host) throws CaissonException {
    requireVersion();
    JsonObject index = document("index.json");
    Descriptor chosen = new ManifestChoice(this, host).choose(index);
    JsonObject manifest = manifest(chosen);
    Descriptor config = Descriptor.of(manifest.requiredObject("config"));
    ConfigDocument document = ConfigDocument.parse(config.name(), verified(config), host);
    List<Packed> layers = new ArrayList<>();
    for (JsonObject layer : manifest.objects("layers")) {
      Descriptor descriptor = Descriptor.of(layer);
      descriptor.requireLayer();
      layers.add(new Packed(blob(descriptor), Optional.of(descriptor.digest())));
    }
    return StoredImage.of(source.toString(), document, layers);
  }

  Optional<String> tag() {
    return source.tag();
  }

  String name() {
    return source.toString();
  }

  private void requireVersion() throws CaissonException {
    String version = document(MARK).requiredText("imageLayoutVersion");
    if (!version.startsWith(VERSION)) {
      throw InvalidImage.reading(name(), "imageLayoutVersion " + version + " is not known");
    }
  }

  private JsonObject document(String path) throws CaissonException {
    FileRegion region = region(path);
    return JsonObject.parse(region.name(), region.document());
  }

  /** Reads the manifest or index of a descriptor, whose bytes must be what the descriptor says. */
  JsonObject manifest(Descriptor descriptor) throws CaissonException {
    JsonObject manifest = JsonObject.parse(descriptor.name(), verified(descriptor));
    descriptor.requireMatching(manifest);
    return manifest;
  }

  private byte[] verified(Descriptor descriptor) throws CaissonException {
    byte[] bytes = blob(descriptor).document();
    Digest actual = Digest.ofBytes(bytes);
    if (!actual.equals(descriptor.digest())) {
      throw InvalidImage.reading(
          descriptor.name(), "its digest is " + actual + ", not " + descriptor.digest());
    }
    return bytes;
  }

  private FileRegion blob(Descriptor descriptor) throws CaissonException {
    FileRegion region = region("blobs/sha256/" + descriptor.digest().hex());
    if (region.length() != descriptor.size()) {
      throw InvalidImage.reading(
          region.name(), "its size is " + region.length() + " bytes, not " + descriptor.size());
    }
    return region;
  }

  private FileRegion region(String path) throws CaissonException {
    String name = source.directory() + "/" + path;
    OpenFile file = open(path, name);
    opened.add(file);
    if (file.stat().type() != FileType.REGULAR) {
      throw InvalidImage.reading(name, "not a regular file");
    }
    return new FileRegion(name, file, 0, file.stat().size());
  }

  private OpenFile open(String path, String name) throws CaissonException {
    try {
      return directory.openFile(CString.of(path), NO_LINKS);
    } catch (SystemCallException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ELOOP)) {
        throw e;
      }
      String cause = e.is(Errno.ENOENT) ? "there is no such file" : "a symbolic link";
      InvalidImageException invalid =
          path.equals(MARK)
              ? InvalidImage.reading(name, cause, REMEDY)
              : InvalidImage.reading(name, cause);
      invalid.initCause(e);
      throw invalid;
    }
  }

  @Override
  public void close() {
    opened.forEach(OpenFile::close);
    directory.close();
  }
}
