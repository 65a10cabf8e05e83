package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileHandle;
import dev.caisson.linux.OpenHow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A store in a folder with a victim beside it, which no image may touch. */
final class Sandbox {

  /** The way from a layer's root, while it is unpacked, to the victim. */
  static final String VICTIM = "../../../../victim";

  private final Path top;
  private int images;

  Sandbox(Path top) throws IOException {
    this.top = top;
    Files.createDirectory(top.resolve("victim"));
    Files.writeString(top.resolve("victim/hello"), "secret");
  }

  Path victim() {
    return top.resolve("victim");
  }

  Path store() {
    return top.resolve("store");
  }

  /** Unpacks tars as the layers of one image, lowest first. */
  Image open(TarBytes... tars) throws IOException {
    return open(Stream.of(tars).map(TarBytes::bytes).toArray(byte[][]::new));
  }

  Image open(byte[]... tars) throws IOException {
    return open(TestImage.of(newFolder(), tars));
  }

  Image open(ImageSource source) throws IOException {
    Map<String, String> before = outside();
    try {
      return LayerStore.at(store()).open(source);
    } finally {
      assertThat(outside()).isEqualTo(before);
      assertThat(temporaries()).isEmpty();
    }
  }

  /** Unpacks one layer and returns its tree. */
  Path unpack(TarBytes tar) throws IOException {
    return open(tar).layers().get(0);
  }

  Path newFolder() {
    images++;
    return top.resolve("image" + images);
  }

  private List<Path> temporaries() throws IOException {
    Path temporary = store().resolve("temporary");
    if (!Files.exists(temporary)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(temporary)) {
      return list.toList();
    }
  }

  /** Everything but the store: type, mode, owner, time and contents. */
  private Map<String, String> outside() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(top, path -> !path.equals(store()))) {
      for (Path other : others) {
        addTree(other, found);
      }
    }
    return found;
  }

  private static void addTree(Path start, Map<String, String> found) throws IOException {
    try (Stream<Path> tree = Files.walk(start)) {
      for (Path path : tree.toList()) {
        byte[] content = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
        String attributes = attribute(path, "mode") + " " + attribute(path, "uid");
        String time = " " + attribute(path, "lastModifiedTime") + " ";
        found.put(path.toString(), attributes + time + Digest.ofBytes(content));
      }
    }
  }

  static Object attribute(Path path, String name) throws IOException {
    return Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
  }

  static int mode(Path path) throws IOException {
    return (Integer) attribute(path, "mode") & 07777;
  }

  static boolean isWhiteout(Path path) throws IOException {
    int type = (Integer) attribute(path, "mode") & 0170000;
    return type == 0020000 && attribute(path, "rdev").equals(0L);
  }

  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  static Optional<String> xattr(Path path, String name) throws IOException {
    try (Directory above = Directory.open(path.getParent())) {
      CString file = CString.of(path.getFileName().toString());
      try (FileHandle handle =
          Files.isDirectory(path) ? above.child(file) : above.openFile(file, OpenHow.of())) {
        return handle
            .xattr(CString.of(name))
            .map(value -> new String(value, StandardCharsets.ISO_8859_1));
      }
    }
  }

  boolean isOpaque(Image image, Path directory) throws IOException {
    String name = image.form().prefix() + "opaque";
    return xattr(directory, name).equals(Optional.of("y"));
  }

  /** Returns the names below a folder, sorted. */
  static List<String> names(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(path -> !path.equals(root))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
