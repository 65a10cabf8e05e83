package dev.caisson.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Layers of real trees, written and unpacked by other tools, come out the same. */
@NeedsTool({"tar", "getfattr", "setcap", "find"})
final class RealLayerTest {

  private static final String LISTING =
      """
      find . -printf '%p|%y|%m|%U|%G|%n|%T@|%l\\n' | sort
      find . -type f -printf '%p %s\\n' | sort
      find . -type f -exec sha256sum {} + | sort -k 2
      getfattr -Rhd -m - -e hex . | sort
      """;

  @TempDir Path top;

  private String run(Path folder, String... command) throws IOException, InterruptedException {
    File output = top.resolve("output").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    int status = process.waitFor();
    String said = Files.readString(output.toPath(), ISO_8859_1);
    assertThat(status).as(said).isZero();
    return said;
  }

  /** Makes a tree with all that a layer can hold, and this machine's documentation as its bulk. */
  private Path tree() throws IOException, InterruptedException {
    Path tree = Files.createDirectory(top.resolve("tree"));
    String script =
        """
        cp -a /etc/init.d /usr/lib/tmpfiles.d /usr/lib/udev .
        mkdir -p usr/bin d/e; cp /bin/true usr/bin/ping; chown 1:2 usr/bin/ping
        setcap cap_net_raw+ep usr/bin/ping
        cp /bin/true s; chmod 4755 s; ln s hard; ln -s ../nowhere l; mkfifo p; chmod 1777 d; chmod 0 d/e
        setfattr -n user.bin -v 0x0080ff0a s; touch -d @-5.25 old
        mkdir -p "$(printf 'n%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200))"; touch -d @1.5 .
        """;
    run(tree, "sh", "-ec", script);
    return tree;
  }

  @RootTest
  @NeedsTool({"umoci", "skopeo"})
  void imageOfOtherTools_isUnpackedAsTarDoes() throws IOException, InterruptedException {
    run(
        tree(),
        "tar",
        "--xattrs",
        "--xattrs-include=*",
        "--format=posix",
        "-cf",
        "../layer.tar",
        ".");
    String expected = listing(Files.createDirectory(top.resolve("expected")), true);
    run(top, "umoci", "init", "--layout", "oci");
    run(top, "umoci", "new", "--image", "oci:base");
    run(top, "umoci", "raw", "add-layer", "--image", "oci:base", "layer.tar");
    run(top, "skopeo", "copy", "oci:oci:base", "docker-archive:docker.tar:a:b");
    ImageSource[] sources = {
      new ImageSource.OciLayout(top.resolve("oci"), Optional.of("base")),
      new ImageSource.DockerArchive(top.resolve("docker.tar"), Optional.of("a:b"))
    };
    for (int i = 0; i < sources.length; i++) {
      Image image = LayerStore.at(top.resolve("store" + i)).open(sources[i]);
      assertThat(image.omissions()).isEmpty();
      assertThat(listing(image.layers().get(0), false)).isEqualTo(expected);
    }
  }

  private String listing(Path tree, boolean unpack) throws IOException, InterruptedException {
    if (unpack) {
      run(tree, "tar", "--xattrs", "--xattrs-include=*", "-xpf", "../layer.tar");
    }
    return run(tree, "sh", "-ec", LISTING);
  }

  @RootTest
  @NeedsTool("umoci")
  void layerOfGnuTar_isUnpackedAsTarDoes() throws IOException, InterruptedException {
    run(tree(), "tar", "--format=gnu", "-cf", "../layer.tar", ".");
    run(top, "umoci", "init", "--layout", "oci");
    run(top, "umoci", "new", "--image", "oci:base");
    run(top, "umoci", "raw", "add-layer", "--image", "oci:base", "layer.tar");
    Image image =
        LayerStore.at(top.resolve("store")).open(new ImageSource.OciLayout(top.resolve("oci")));
    String expected = listing(Files.createDirectory(top.resolve("expected")), true);
    assertThat(listing(image.layers().get(0), false)).isEqualTo(expected);
  }
}
