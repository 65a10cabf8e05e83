package dev.caisson.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import dev.caisson.image.ArchiveFormat;
import dev.caisson.image.ImageStore;
import dev.caisson.image.build.ImageBuild;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.Transfer;
import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.testing.DockerRegistry;
import dev.caisson.testing.NeedsTool;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example in a JVM that has nothing of Caisson but namespaces and image. */
@Timeout(60)
final class ImageAloneTest {

  private static final Reference NAME = Reference.parse("alone:1");
  private static final String SHOWN =
      "%s runs [cat, /b]\nlayer of [a]\nlayer of [b]\nsound: true\n";

  @TempDir Path top;
  private ImageStore made;

  @BeforeEach
  void makeImage() throws Exception {
    made = ImageStore.at(top.resolve("made"));
    Path file = Files.writeString(top.resolve("file"), "content");
    made.build(ImageBuild.fromScratch().copy(file, "/a").copy(file, "/b").cmd("cat", "/b"), NAME);
  }

  private LoneJvm.Outcome show(String image) throws Exception {
    return new LoneJvm(
            ImageAlone.class,
            List.of(
                ImageStore.class,
                NamespaceSet.class,
                ObjectMapper.class,
                JsonFactory.class,
                JsonProperty.class,
                Zstd.class),
            List.of(top.resolve("store").toString(), image))
        .run();
  }

  @Test
  void archive_isLoadedAndUnpacked() throws Exception {
    Path archive = top.resolve("image.tar");
    try (OutputStream out = Files.newOutputStream(archive)) {
      made.save(List.of(NAME.toString()), ArchiveFormat.DOCKER, out);
    }
    assertThat(show(archive.toString())).isEqualTo(new LoneJvm.Outcome(0, SHOWN.formatted(NAME)));
  }

  @Test
  @NeedsTool("docker-registry")
  void image_isPulledAndUnpacked() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(top)) {
      Reference name = Reference.parse(registry.host() + "/alone:1");
      try (RegistryClient client = RegistryClient.builder().build()) {
        made.push(client, NAME.toString(), name, Transfer.Listener.NONE);
      }
      assertThat(show(name.toString())).isEqualTo(new LoneJvm.Outcome(0, SHOWN.formatted(name)));
    }
  }

  @Test
  void archiveThatIsNone_isToldInOneLine() throws Exception {
    LoneJvm.Outcome outcome = show(top.resolve("file").toString());
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).contains(top.resolve("file").toString()).hasLineCount(1);
  }
}
