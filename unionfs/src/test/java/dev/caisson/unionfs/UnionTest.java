package dev.caisson.unionfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One contract for all backends that this machine can have. */
final class UnionTest {

  @Nested
  @RootTest
  final class OverlayAsRoot extends UnionContract.OfOverlay {}

  @Nested
  @RootlessTest
  final class OverlayAsUser extends UnionContract.OfOverlay {}

  @Nested
  @RootTest
  @NeedsTool("fuse-overlayfs")
  final class FuseOverlayAsRoot extends UnionContract.OfWhiteouts {
    @Override
    Backend backend() {
      return Backend.FUSE_OVERLAYFS;
    }
  }

  @Nested
  @RootTest
  @NeedsTool("unionfs")
  final class UnionfsFuseAsRoot extends UnionContract {
    @Override
    Backend backend() {
      return Backend.UNIONFS_FUSE;
    }

    // What is wrong with it, and why it is used only if it is named.
    @Override
    @Test
    void folderOfALayer_renamed_movesWhole_orNotAtAll() throws IOException {
      try (MountedUnion union = mount()) {
        Path to = union.path().resolve("moved");
        Files.move(union.path().resolve("folder"), to, StandardCopyOption.ATOMIC_MOVE);
        assertThat(names(to)).containsExactly("b");
      }
    }

    @Test
    void layerThatDeletesSomething_isRefused() throws IOException {
      Path marked = Files.createDirectory(top.resolve("marked"));
      try (Directory directory = Directory.open(marked)) {
        directory.makeWhiteout(CString.of("both"));
      }
      assertThatThrownBy(() -> Union.of(low, marked).mount(backend()))
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContaining("marked/both deletes something");
    }
  }

  @Nested
  @RootTest
  final class CopyAsRoot extends UnionContract.OfWhiteouts {
    @Override
    Backend backend() {
      return Backend.COPY;
    }

    @Test
    void sizeInMemory_whichNothingLimits_isRefused() {
      Union small = union().with(new WritableLayer.InMemory(OptionalLong.of(1 << 20)));
      assertThatThrownBy(() -> small.mount(Backend.COPY))
          .isInstanceOf(UnsupportedHostException.class)
          .hasMessageContaining("nothing limits a copy");
    }
  }

  @Nested
  @RootlessTest
  final class CopyAsUser extends UnionContract.OfWhiteouts {
    @Override
    Backend backend() {
      return Backend.COPY;
    }
  }

  @Test
  void layerThatStandsTwice_isRefused() {
    Path layer = Path.of("/srv/base");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Union.of(layer, Path.of("/srv/more"), layer))
        .withMessage("layer is in the union twice: /srv/base");
  }
}
