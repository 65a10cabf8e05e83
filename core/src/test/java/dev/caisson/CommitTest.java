package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.ImageSource;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageSummary;
import dev.caisson.image.build.BuiltImage;
import dev.caisson.image.build.ConfigChange;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.OciLayoutTarget;
import dev.caisson.image.registry.Reference;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Mount;
import dev.caisson.testing.NeedsRemapping;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that become images again, and tars. */
final class CommitTest {

  @Nested
  @RootTest
  @NeedsRemapping
  final class AsRoot extends RootsContract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends RootsContract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  @Nested
  @RootlessTest
  @NeedsTool("newuidmap")
  final class AsUserWithARange extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.SUBORDINATE);
    }

    @Test
    void filesOfAnotherUser_areExportedAndCommitted() throws Exception {
      String script =
          """
          umask 077; mkdir base; echo rows > base/table; mkdir base/empty; ln -s table base/link
          mkdir -p /etc/private; rm -r /home; mkdir /home; echo new > /home/new
          chown -R 33:34 base /home
          """;
      ContainerBuilder container =
          from(base, "sh", "-ec", script).capabilities(Capability.CHOWN, Capability.DAC_OVERRIDE);
      Path exported = commit("database", container);
      String list =
          """
          drwx------ 33/34 data/base/
          drwx------ 33/34 data/base/empty/
          lrwxrwxrwx 33/34 data/base/link
          -rw------- 33/34 data/base/table
          drwx------ 33/34 home/
          -rw------- 33/34 home/new
          """;
      assertThat(members("cat " + exported)).containsAll(list.lines().toList());
      assertThat(members(lastLayer()))
          .containsAll(list.lines().toList())
          .contains("---------- 0/0 home/.wh..wh..opq");
      assertThat(run("tar", "-xOf", "" + exported, "data/base/table")).isEqualTo("rows\n");
      assertThat(said("database", "cat base/table; ls -A /home")).isEqualTo("rows\nnew\n");
    }
  }

  /** What root can do besides. */
  abstract static class RootsContract extends Contract {

    @Test
    void runningContainer_isPausedMeanwhile_andGoesOn() throws Exception {
      String round = "n=$((n+1)); echo $n > a; echo $n > b;";
      String script = "n=0; " + round + " echo begun; while :; do " + round + " done";
      try (RunningContainer container = from(base, "sh", "-c", script).start()) {
        assertThat(container.stdout().readNBytes(6)).asString(UTF_8).isEqualTo("begun\n");
        for (int i = 0; i < 5; i++) {
          container.commit(target("running" + i));
          assertThat(container.isPaused()).isFalse();
          try (RunningContainer again =
              from("running" + i, "sh", "-c", "test $(cat a) -ge $(cat b); cat b").start()) {
            assertThat(again.waitFor().isSuccess()).isTrue();
          }
        }
        assertThat(container.isAlive()).isTrue();
      }
    }

    @Test
    void ownersAndCapabilities_areThoseOfTheContainer() throws Exception {
      String script = "echo x > f; chown 1234:100 f; chmod 4755 f; mkdir d; chown 7:8 d";
      try (RunningContainer container =
          from(base, "sh", "-ec", script)
              .capabilities(Capability.CHOWN, Capability.FOWNER, Capability.FSETID)
              .start()) {
        assertThat(container.waitFor().isSuccess()).isTrue();
        container.commit(target("owned"));
      }
      assertThat(said("owned", "stat -c '%n %u:%g %a' /data/f /data/d"))
          .isEqualTo("/data/f 1234:100 4755\n/data/d 7:8 755\n");
    }

    @Test
    @NeedsTool({"umoci", "skopeo", "tar"})
    void image_unpackedByUmoci_isWhatTheContainerSaw() throws Exception {
      Path exported = commit("peer", CHANGES);
      run("skopeo", "copy", "oci:" + layout + ":peer", "docker-archive:" + top + "/d.tar:a:b");
      run("umoci", "unpack", "--image", layout + ":peer", top + "/bundle");
      Path tree = Files.createDirectory(top.resolve("exported"));
      run("tar", "--xattrs", "--xattrs-include=*", "-C", tree.toString(), "-xpf", "" + exported);
      assertThat(list(top.resolve("bundle/rootfs"))).isEqualTo(list(tree));
    }

    private String list(Path tree) throws Exception {
      return run(
          "sh",
          "-ec",
          "cd "
              + tree
              + "; find . -mindepth 1 -printf '%p|%y|%m|%U|%G|%T@|%l\\n' | sort;"
              + "find . -mindepth 1 ! -type d -printf '%p|%n\\n' | sort;"
              + "find . -type f -exec sha256sum {} + | sort -k 2");
    }
  }

  /** What holds for everyone. */
  abstract static class Contract extends OnBusybox {

    static final String CHANGES =
        """
        rm /etc/group /bin/yes; rm -r /home; mkdir /home; echo x > /home/new
        mkdir -p /data/deep/er; echo deep > /data/deep/er/f; ln /data/deep/er/f /data/hard
        ln -s ../nowhere /data/link; mkfifo /data/fifo; chmod 1777 /data/deep
        rm -r /root; echo file > /root; echo more >> /etc/passwd; touch -d @5 /data/old
        mv /etc/passwd /etc/users; cp /etc/users /etc/passwd; : > /data/empty
        dd if=/dev/zero of=/data/zeros bs=1k count=100 2>/dev/null; rmdir /dev/null 2>/dev/null || :
        """;

    @TempDir Path top;
    Path layout;
    final String base = "base";

    @BeforeEach
    void buildBase() throws IOException {
      layout = top.resolve("layout");
      ImageBuild.fromScratch()
          .copy(rootFolder, "/")
          .workingDirectory("/data")
          .env("FROM", "base")
          .cmd("sh", "-c", "echo default")
          .write(target(base));
    }

    OciLayoutTarget target(String tag) {
      return new OciLayoutTarget(layout, tag);
    }

    ContainerBuilder named(Reference name, String script) {
      return of(Root.image(name), "sh", "-c", script);
    }

    ContainerBuilder from(String tag, String... command) {
      return of(Root.image(new ImageSource.OciLayout(layout, Optional.of(tag))), command);
    }

    private ContainerBuilder of(Root root, String... command) {
      ContainerBuilder container = Container.builder().root(root).timeout(PATIENCE);
      if (command.length > 0) {
        container.command(command);
      }
      users().ifPresent(container::users);
      return container;
    }

    /** Runs a script, commits the container that has ended, and returns what it exported. */
    Path commit(String tag, String script) throws Exception {
      return commit(tag, from(base, "sh", "-ec", script));
    }

    /** Runs a container, commits it when it has ended, and returns what it exported. */
    Path commit(String tag, ContainerBuilder builder) throws Exception {
      Path exported = top.resolve(tag + ".tar");
      try (RunningContainer container = builder.start()) {
        assertThat(container.waitFor().isSuccess()).isTrue();
        container.commit(target(tag));
        export(container, exported);
      }
      return exported;
    }

    static void export(RunningContainer container, Path file) throws IOException {
      try (OutputStream out = Files.newOutputStream(file)) {
        container.export(out);
      }
    }

    String said(String tag, String script) throws Exception {
      Result result = from(tag, "sh", "-c", script).run();
      assertThat(result.stderr().text()).isEmpty();
      return result.stdout().text();
    }

    String run(String... command) throws Exception {
      Path output = Files.createTempFile("said", "");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String said = new String(Files.readAllBytes(output), UTF_8);
        assertThat(status).as(said).isZero();
        return said;
      } finally {
        Files.delete(output);
      }
    }

    String lastLayer() {
      return "cd "
          + layout
          + "/blobs/sha256; cat $(ls -t | while read f; do"
          + " gzip -t $f 2>/dev/null && echo $f && break; done)";
    }

    /** Returns mode, owner and path of what is in the tar that a command writes. */
    List<String> members(String command) throws Exception {
      String list = "{ " + command + "; } | { gzip -dcf | tar --numeric-owner -tvf -; }";
      return run("sh", "-c", list)
          .lines()
          .map(
              line ->
                  line.replaceFirst("( \\S+) +\\S+ \\S+ \\S+ ", "$1 ").replaceFirst(" -> .*", ""))
          .toList();
    }

    @Test
    @NeedsTool("tar")
    void changes_committed_areWhatTheContainerSaw() throws Exception {
      Path before = commit("changed", CHANGES);
      Path after = top.resolve("after.tar");
      try (RunningContainer again = from("changed", "true").start()) {
        again.waitFor();
        export(again, after);
      }
      // The root's own time is that of its writable layer, and sets how wide tar's columns are.
      String list = "tar --numeric-owner --full-time -tvf %s | tail -n +2 | tr -s ' '";
      assertThat(run("sh", "-c", String.format(list, after)))
          .isEqualTo(run("sh", "-c", String.format(list, before)))
          .contains(" data/deep/er/f")
          .doesNotContain("bin/yes");
      assertThat(said("changed", "cat /home/new /root; tail -n 1 /etc/users"))
          .isEqualTo("x\nfile\nmore\n");
    }

    @Test
    @NeedsTool("tar")
    void filesThatNobodyMayRead_areExportedAndCommitted() throws Exception {
      String close =
          """
          mkdir -p shut/in/deep none; echo deep > shut/in/deep/f; echo file > secret
          ln -s secret shut/link; mkfifo -m 0 shut/fifo
          rm -r /home; mkdir /home; echo new > /home/new; rm /etc/group
          chmod 0 secret shut/in/deep/f shut/in/deep shut/in shut none /home /etc
          """;
      Path exported = commit("closed", close);
      String list =
          """
          d--------- 0/0 data/none/
          ---------- 0/0 data/secret
          d--------- 0/0 data/shut/
          p--------- 0/0 data/shut/fifo
          d--------- 0/0 data/shut/in/
          d--------- 0/0 data/shut/in/deep/
          ---------- 0/0 data/shut/in/deep/f
          lrwxrwxrwx 0/0 data/shut/link
          d--------- 0/0 etc/
          d--------- 0/0 home/
          """;
      assertThat(members("cat " + exported)).containsAll(list.lines().toList());
      assertThat(members(lastLayer()))
          .containsAll(list.lines().toList())
          .contains("---------- 0/0 etc/.wh.group", "---------- 0/0 home/.wh..wh..opq")
          .doesNotContain("etc/passwd");
      assertThat(run("tar", "-xOf", "" + exported, "data/secret", "data/shut/in/deep/f"))
          .isEqualTo("file\ndeep\n");
      String open =
          "chmod -R u+rwX secret shut /home /etc; cat secret shut/in/deep/f; ls /home /etc";
      assertThat(said("closed", open)).isEqualTo("file\ndeep\n/etc:\npasswd\n\n/home:\nnew\n");
    }

    @Test
    void image_inTheStore_isRunByItsName_andCommittedAgain() throws Exception {
      Reference name = Reference.parse("caisson.test/committed:" + ProcessHandle.current().pid());
      ImageStore store = Container.images();
      try {
        try (RunningContainer first = from(base, "sh", "-c", "echo 1 > /data/one").start()) {
          first.waitFor();
          ImageSummary image = first.commit(name, new ConfigChange.Env("ADDED", "1"));
          assertThat(image.names()).containsExactly(name);
        }
        try (RunningContainer again = named(name, "echo 2 > two").start()) {
          again.waitFor();
          again.commit(name);
        }
        Result result = named(name, "echo $ADDED; cat one two").run();
        assertThat(result.stdout().text()).isEqualTo("1\n1\n2\n");
      } finally {
        store.remove(name.toString());
      }
    }

    @Test
    void configuration_changed_isThatOfTheImage() throws Exception {
      try (RunningContainer container = from(base, "touch", "/data/x").start()) {
        container.waitFor();
        container.commit(
            target("configured"),
            new ConfigChange.Env("ADDED", "1"),
            new ConfigChange.Entrypoint(List.of("sh", "-c", "echo $FROM $ADDED; ls")));
      }
      assertThat(from("configured").run().stdout().text()).isEqualTo("base 1\nx\n");
    }

    @Test
    void sameChanges_committedAsOfOneTime_areTheSameImage() throws Exception {
      BuiltImage[] images = new BuiltImage[2];
      for (int i = 0; i < 2; i++) {
        try (RunningContainer container = from(base, "sh", "-c", CHANGES).start()) {
          container.waitFor();
          images[i] = container.commit(target("same" + i), List.of(), Instant.ofEpochSecond(1));
        }
      }
      assertThat(images[1]).isEqualTo(images[0]);
    }

    @Test
    void layer_holdsWhatWasChangedAlone() throws Exception {
      try (RunningContainer container =
          from(base, "sh", "-c", "echo x > new; rm /etc/group").start()) {
        container.waitFor();
        assertThat(container.commit(target("small")).diffIds()).hasSize(2);
      }
      String listing = run("sh", "-c", lastLayer() + " | tar -tzf -");
      assertThat(listing).isEqualTo("./\ndata/\ndata/new\netc/\netc/.wh.group\n");
    }

    @Test
    void directoryAsRoot_becomesOneLayer() throws Exception {
      try (RunningContainer container = shell("echo y > /data/y").start()) {
        container.waitFor();
        assertThat(container.commit(target("whole")).diffIds()).hasSize(1);
      }
      assertThat(said("whole", "cat /data/y")).isEqualTo("y\n");
    }

    @Test
    void whatIsMounted_isNotExported() throws Exception {
      Files.writeString(Files.createDirectory(top.resolve("secret")).resolve("s"), "s");
      Path exported = top.resolve("mounted.tar");
      try (RunningContainer container =
          from(base, "true").mount(Mount.bind(top.resolve("secret"), "/data")).start()) {
        container.waitFor();
        export(container, exported);
      }
      String names = run("tar", "-tf", exported.toString());
      assertThat(names).contains("\ndata/\n").contains("\nproc/\n").doesNotContain("data/s");
      assertThat(names).doesNotContain("\nproc/1").doesNotContain("\ndev/null");
    }

    @Test
    void markerThatTheContainerMade_isRefused() throws Exception {
      try (RunningContainer container = from(base, "touch", "/data/.wh.etc").start()) {
        container.waitFor();
        assertThatThrownBy(() -> container.commit(target("forged")))
            .isInstanceOf(CaissonException.class)
            .hasMessageContaining("data/.wh.etc");
        assertThatThrownBy(() -> container.export(OutputStream.nullOutputStream()))
            .isInstanceOf(CaissonException.class);
      }
    }

    @Test
    void anotherImageInItsPlace_isRefused() throws Exception {
      try (RunningContainer container = from(base, "true").start()) {
        container.waitFor();
        ImageBuild.fromScratch().copy(rootFolder.resolve("etc"), "/").write(target(base));
        assertThatThrownBy(() -> container.commit(target("other")))
            .isInstanceOf(InvalidImageException.class)
            .hasMessageContaining("another image");
      }
    }

    @Test
    void closedContainer_isCommittedNoMore() throws Exception {
      RunningContainer container = from(base, "true").start();
      container.close();
      assertThatThrownBy(() -> container.commit(target("closed")))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> container.export(OutputStream.nullOutputStream()))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
