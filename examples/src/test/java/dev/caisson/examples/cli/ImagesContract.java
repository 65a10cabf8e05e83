package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.Host;
import dev.caisson.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that work on the store of images, one after the other, as a shell calls them. */
abstract class ImagesContract {

  @TempDir Path folder;

  /**
   * Returns a shell command that runs the file {@code script} with the arguments, so that the
   * folder {@code store} is what holds the store.
   */
  abstract String withStore();

  Cli.Outcome script(String script) throws Exception {
    Files.createDirectories(folder.resolve("store"));
    Files.writeString(folder.resolve("script"), "set -e; " + script);
    return Cli.shell(folder, "cd '" + folder + "'; " + withStore());
  }

  String output(String script) throws Exception {
    Cli.Outcome outcome = script(script);
    assertThat(outcome.status()).as(outcome.stderr()).isZero();
    return outcome.stdout();
  }

  void importImage() throws Exception {
    Files.createDirectories(folder.resolve("root/etc"));
    Files.writeString(folder.resolve("root/etc/motd"), "hello");
    String id = output("tar -C root -c . | \"$@\" import - words:1");
    assertThat(id).matches("sha256:[0-9a-f]{64}\n");
  }

  @Test
  void importedImage_isListedInspectedTaggedAndRemoved() throws Exception {
    importImage();
    assertThat(output("\"$@\" images")).containsPattern("(?m)^words +1 +[0-9a-f]{12} ");
    String json = output("\"$@\" inspect words:1");
    assertThat(json).startsWith("[{\"Id\": \"sha256:").contains("\"RepoTags\": [\"words:1\"]");
    assertThat(output("\"$@\" tag words:1 example.org/a/b; \"$@\" images"))
        .containsPattern("(?m)^example.org/a/b +latest ");
    assertThat(output("\"$@\" rmi words:1")).isEqualTo("Untagged: words:1\n");
    assertThat(output("\"$@\" rmi example.org/a/b"))
        .startsWith("Untagged: example.org/a/b:latest\nDeleted: ");
    assertThat(output("\"$@\" images -q")).isEmpty();
  }

  @Test
  @NeedsTool("busybox")
  void container_committedUnderAName_isAnImageOfTheStore() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("root/bin"));
    Files.copy(Host.tool("busybox").orElseThrow(), bin.resolve("busybox"));
    String id = output("\"$@\" run --commit mine:1 rootfs:root busybox touch /new 2>&1");
    assertThat(id).matches("sha256:[0-9a-f]{64}\n");
    assertThat(output("\"$@\" images")).containsPattern("(?m)^mine +1 +" + id.substring(7, 19));
    assertThat(output("\"$@\" run mine:1 busybox ls /new")).isEqualTo("/new\n");
    assertThat(
            output(
                "\"$@\" save --format oci-archive -o a.tar mine:1; \"$@\" run"
                    + " --entrypoint=busybox oci-archive:a.tar ls /new"))
        .isEqualTo("/new\n");
  }

  @Test
  void savedImages_areLoadedAgain() throws Exception {
    importImage();
    output("\"$@\" save -o d.tar words:1; \"$@\" save --format oci-archive words:1 > o.tar");
    assertThat(output("\"$@\" prune -a")).contains("Untagged: words:1\n", "reclaimed space: ");
    assertThat(output("\"$@\" load -i d.tar")).isEqualTo("Loaded image: words:1\n");
    output("\"$@\" rmi words:1");
    assertThat(output("gzip < o.tar | \"$@\" load")).isEqualTo("Loaded image: words:1\n");
    assertThat(output("\"$@\" verify")).isEqualTo("3 blobs, 0 layers\n");
  }

  @Test
  @NeedsTool({"mkfifo", "tar"})
  void savedImage_intoAPipe_comesOutOfIt() throws Exception {
    importImage();
    assertThat(output("mkfifo p; tar -t < p > list & \"$@\" save -o p words:1; wait; cat list"))
        .contains("manifest.json\n");
    Cli.Outcome folderRefused = script("mkdir d; \"$@\" save --output d words:1");
    assertThat(folderRefused.status()).isEqualTo(125);
    assertThat(folderRefused.stderr())
        .isEqualTo("caisson: --output d: it is a folder; name a file in it\n");
    assertThat(output("rmdir d; test -p p; ls -A | grep part || true")).isEmpty();
  }

  @Test
  void imagesThatAreNotThere_keepNoOtherFromBeingRemoved() throws Exception {
    importImage();
    Cli.Outcome outcome = script("\"$@\" rmi no:1 words:1 no:2");
    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stdout()).startsWith("Untagged: words:1\n");
    assertThat(outcome.stderr()).contains("no:1", "no:2").hasLineCount(2);
    assertThat(output("\"$@\" images -q")).isEmpty();
  }

  @Test
  void damagedStore_isReported() throws Exception {
    importImage();
    Cli.Outcome damaged =
        script(
            "for f in $(find store -path '*/blobs/*' -type f); do echo x >> $f; done; \"$@\""
                + " verify");
    assertThat(damaged.status()).isEqualTo(125);
    assertThat(damaged.stdout()).contains("its digest is sha256:");
    assertThat(damaged.stderr()).startsWith("caisson: the store is damaged");
  }

  @Test
  void mistakes_areToldInOneLine() throws Exception {
    for (String words : new String[] {"rmi", "rmi no:1", "load -i nope", "save", "inspect x:1"}) {
      Cli.Outcome outcome = script("\"$@\" " + words);
      assertThat(outcome.status()).as(words).isEqualTo(125);
      assertThat(outcome.stderr()).startsWith("caisson: ").hasLineCount(1);
      assertThat(outcome.stderr()).doesNotContain("ImageStore", "Exception");
    }
  }
}
