package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Digest;
import dev.caisson.testing.DockerRegistry;
import dev.caisson.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from Debian's docker-registry what skopeo pushed to it. */
@NeedsTool({"docker-registry", "skopeo"})
final class PullTest {

  @TempDir Path folder;

  @Test
  void image_pushedBySkopeo_arrivesWhole() throws Exception {
    Sample sample = Sample.of(4, 100_000);
    FolderStore store = new FolderStore(Files.createDirectory(folder.resolve("store")));
    List<Transfer> events = new CopyOnWriteArrayList<>();
    try (DockerRegistry registry = DockerRegistry.start(folder);
        RegistryClient client = RegistryClient.builder().build()) {
      Layout.write(folder.resolve("layout"), sample);
      Tool.run(
          "skopeo",
          "copy",
          "--dest-tls-verify=false",
          "oci:" + folder.resolve("layout") + ":latest",
          "docker://" + registry.host() + "/a/b:1");
      Pulled pulled = client.pull(Reference.parse(registry.host() + "/a/b:1"), store, events::add);

      assertThat(pulled.manifest()).isEqualTo(sample.manifest());
      assertThat(pulled.root()).isEqualTo(sample.manifest());
      for (Digest digest : sample.blobs().keySet()) {
        assertThat(store.bytes(digest)).isEqualTo(sample.bytes(digest));
      }
      assertThat(events).filteredOn(Transfer.Finished.class::isInstance).hasSize(5);
      Pulled again =
          client.pull(Reference.parse(registry.host() + "/a/b:1"), store, Transfer.Listener.NONE);
      assertThat(again).isEqualTo(pulled);
    }
  }
}
