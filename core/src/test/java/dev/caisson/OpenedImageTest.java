package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.OciLayoutTarget;
import dev.caisson.image.registry.Reference;
import dev.caisson.testing.NeedsRemapping;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of an image that is open, in a store of the caller's own. */
final class OpenedImageTest {

  private static final Reference NAME = Reference.parse("opened:1");

  @Nested
  @RootTest
  @NeedsRemapping
  final class AsRoot extends Contract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** What holds for everyone. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path top;
    private ImageStore store;
    private ImageUse image;

    @BeforeEach
    void open() throws Exception {
      store = ImageStore.at(top.resolve("store"));
      store.build(
          ImageBuild.fromScratch().copy(rootFolder, "/").env("FROM", "image").cmd("env"), NAME);
      image = store.use(NAME);
    }

    @AfterEach
    void close() throws Exception {
      image.close();
    }

    private ContainerBuilder container() {
      ContainerBuilder container = Container.builder().root(Root.opened(image)).timeout(PATIENCE);
      users().ifPresent(container::users);
      return container;
    }

    @Test
    void container_startsAnyNumberOfTimes_withTheImagesConfiguration() throws Exception {
      Container container = container().build();
      for (int i = 0; i < 3; i++) {
        assertThat(container.run().stdout().text()).contains("FROM=image\n");
      }
    }

    @Test
    void closedImage_startsNothing() throws Exception {
      image.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> container().command("true").run())
          .withMessageContaining("no longer in use: opened:1");
    }

    @Test
    void startedContainer_keepsTheImage() throws Exception {
      String script = "read line; echo $line > /new; cat /etc/passwd /new";
      try (RunningContainer running =
          container().command("sh", "-c", script).stdin(Input.pipe()).start()) {
        image.close();
        store.removeUsed(NAME.toString());
        store.prune();
        running.stdin().write("still here\n".getBytes(UTF_8));
        running.stdin().close();
        assertThat(new String(running.stdout().readAllBytes(), UTF_8)).endsWith("still here\n");
        assertThat(running.waitFor().isSuccess()).isTrue();
      }
      store.prune();
      assertThat(store.list()).isEmpty();
    }

    @Test
    void imageThatHasALayerTwice_starts() throws Exception {
      Reference name = Reference.parse("twice:1");
      ImageBuild build = ImageBuild.fromScratch().copy(rootFolder, "/");
      Path note = Files.writeString(top.resolve("note"), "one");
      Path other = Files.writeString(top.resolve("other"), "two");
      ImageBuild twice = build.copy(note, "/note").copy(other, "/note").copy(note, "/note");
      store.build(twice.cmd("cat", "/note"), name);
      try (ImageUse use = store.use(name)) {
        assertThat(use.image().layers()).hasSize(3);
        assertThat(use.image().diffIds()).hasSize(4);
        ContainerBuilder container = Container.builder().root(Root.opened(use)).timeout(PATIENCE);
        users().ifPresent(container::users);
        assertThat(container.run().stdout().text()).isEqualTo("one");
      }
    }

    @Test
    void container_isCommittedOnTopOfTheImage() throws Exception {
      Path layout = top.resolve("layout");
      try (RunningContainer running = container().command("sh", "-c", "echo 1 > /new").start()) {
        running.waitFor();
        assertThat(running.commit(new OciLayoutTarget(layout, "new")).diffIds()).hasSize(2);
      }
    }
  }
}
