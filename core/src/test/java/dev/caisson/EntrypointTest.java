package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CommandException;
import dev.caisson.image.ImageSource;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.build.OciLayoutTarget;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image says is to be run, and what the caller says in its place. */
final class EntrypointTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    @TempDir Path top;

    @BeforeEach
    void build() throws Exception {
      ImageBuild.fromScratch()
          .copy(rootFolder, "/")
          .entrypoint("echo", "entry")
          .cmd("default")
          .write(new OciLayoutTarget(top.resolve("layout"), "a"));
    }

    private ContainerBuilder image() {
      return Container.builder()
          .root(Root.image(new ImageSource.OciLayout(top.resolve("layout"), Optional.of("a"))))
          .timeout(PATIENCE);
    }

    @Test
    void command_isGivenToTheImagesEntrypoint() throws Exception {
      assertThat(said(image())).isEqualTo("entry default\n");
      assertThat(said(image().command("mine"))).isEqualTo("entry mine\n");
    }

    @Test
    void entrypoint_takesThePlaceOfTheImages_andOfItsCommand() throws Exception {
      assertThat(said(image().entrypoint("echo", "other"))).isEqualTo("other\n");
      assertThat(said(image().entrypoint("echo", "other").command("mine")))
          .isEqualTo("other mine\n");
    }

    @Test
    void noEntrypoint_leavesTheCommandAlone() throws Exception {
      assertThat(said(image().entrypoint().command("echo", "alone"))).isEqualTo("alone\n");
      assertThatThrownBy(() -> image().entrypoint().run())
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("name a command");
    }

    @Test
    void rootWithoutAnImage_hasOneToo() throws Exception {
      ContainerBuilder container = Container.builder().root(Root.directory(rootFolder));
      assertThat(said(container.entrypoint("echo", "x").timeout(PATIENCE))).isEqualTo("x\n");
    }

    @Test
    void emptyWord_isRefused() {
      assertThatIllegalArgumentException().isThrownBy(() -> image().entrypoint("", "x"));
      assertThatIllegalArgumentException().isThrownBy(() -> image().entrypoint("a\0b"));
    }
  }
}
