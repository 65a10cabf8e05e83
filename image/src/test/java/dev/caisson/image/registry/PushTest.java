package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.RegistryException;
import dev.caisson.image.Digest;
import dev.caisson.testing.DockerRegistry;
import dev.caisson.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes to Debian's docker-registry, from which skopeo and umoci take it. */
@NeedsTool({"docker-registry", "skopeo", "umoci"})
final class PushTest {

  @TempDir Path folder;
  @AutoClose private DockerRegistry registry;
  @AutoClose private RegistryClient client;
  private FolderStore store;
  private Sample sample;
  private final List<Transfer> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    store = new FolderStore(Files.createDirectory(folder.resolve("store")));
    sample = Sample.of(3, 100_000);
    store.putAll(sample);
    registry = DockerRegistry.start(folder);
    client = RegistryClient.builder().chunk(33_333).build();
  }

  private void push(String name, List<Reference> sources) throws Exception {
    client.push(
        Reference.parse(registry.host() + "/" + name),
        sample.manifest(),
        store,
        sources,
        events::add);
  }

  private <T extends Transfer> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void image_pushedInChunks_isTakenBySkopeoAndUmoci() throws Exception {
    push("a/b:1", List.of());
    Path layout = folder.resolve("layout");
    Tool.run(
        "skopeo",
        "copy",
        "--src-tls-verify=false",
        "docker://" + registry.host() + "/a/b:1",
        "oci:" + layout + ":x");
    Tool.run(
        "umoci", "unpack", "--rootless", "--image", layout + ":x", folder.resolve("b").toString());

    for (Digest digest : sample.blobs().keySet()) {
      assertThat(Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.hex())))
          .isEqualTo(sample.bytes(digest));
    }
    assertThat(folder.resolve("b/rootfs/file-2")).hasBinaryContent(Sample.random(100_000, 2));
    assertThat(events(Transfer.Finished.class)).hasSize(4);
  }

  @Test
  void imageThatIsThere_isNotSentAgain() throws Exception {
    push("a:1", List.of());
    events.clear();
    push("a:2", List.of());

    assertThat(events(Transfer.Present.class)).hasSize(4);
    assertThat(events(Transfer.Started.class)).isEmpty();
    assertThat(client.tags(Reference.parse(registry.host() + "/a")))
        .containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void imageInAnotherRepository_isMounted() throws Exception {
    push("a:1", List.of());
    push("b/c:1", List.of(Reference.parse(registry.host() + "/a")));

    assertThat(events(Transfer.Mounted.class)).hasSize(4);
    assertThat(
            client.pull(Reference.parse(registry.host() + "/b/c:1"), store, events::add).manifest())
        .isEqualTo(sample.manifest());
  }

  @Test
  void sourceThatLacksIt_isNoObstacle() throws Exception {
    push("b/c:1", List.of(Reference.parse(registry.host() + "/nosuch")));

    assertThat(events(Transfer.Finished.class)).hasSize(4);
  }

  @Test
  void manifestsOfASubject_areListed_whereTheRegistryHasNoListOfItsOwn() throws Exception {
    push("a:1", List.of());
    Reference name = Reference.parse(registry.host() + "/a");
    for (String about : List.of("one", "two", "two")) {
      Sample referring = sample.referringTo(sample.manifest(), about);
      store.putAll(referring);
      Digest digest = referring.manifest();
      client.push(name.withDigest(digest), digest, store, List.of(), events::add);
    }

    List<Referrer> listed = client.referrers(name.withDigest(sample.manifest()));
    assertThat(listed).extracting(r -> r.annotations().get("about")).containsExactly("one", "two");
    assertThat(listed)
        .extracting(Referrer::artifactType)
        .containsOnly(Optional.of("application/vnd.oci.image.config.v1+json"));
    assertThat(client.tags(name)).contains("sha256-" + sample.manifest().hex());
  }

  @Test
  void manifest_deletedByDigest_isGone() throws Exception {
    push("a:1", List.of());
    Reference name = Reference.parse(registry.host() + "/a:1");
    Digest digest = client.resolve(name);
    client.delete(name.withDigest(digest));

    assertThat(digest).isEqualTo(sample.manifest());
    assertThatThrownBy(() -> client.resolve(name))
        .isInstanceOf(RegistryException.class)
        .extracting(e -> ((RegistryException) e).reason())
        .isEqualTo(RegistryException.Reason.NOT_FOUND);
  }

  @Test
  void tag_whichThisRegistryCannotDelete_isToldOf() throws Exception {
    push("a:1", List.of());
    assertThatThrownBy(() -> client.delete(Reference.parse(registry.host() + "/a:1")))
        .isInstanceOf(RegistryException.class);
    assertThat(client.tags(Reference.parse(registry.host() + "/a"))).containsExactly("1");
  }

  @Test
  void nameThatIsNotThere_isToldOf() {
    assertThatThrownBy(
            () -> client.pull(Reference.parse(registry.host() + "/nosuch"), store, events::add))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("404");
  }

  @Test
  void mirror_isAskedFirst_andTheRegistryItselfLast() throws Exception {
    push("mirrored/image:1", List.of());
    FolderStore copy = new FolderStore(Files.createDirectory(folder.resolve("copy")));
    try (TestRegistry upstream = TestRegistry.serving(sample);
        RegistryClient mirrored =
            RegistryClient.builder()
                .patience(Quick.PATIENCE)
                .mirror(upstream.host(), java.net.URI.create("http://" + registry.host()))
                .build()) {
      mirrored.pull(
          Reference.parse(upstream.host() + "/mirrored/image:1"), copy, Transfer.Listener.NONE);
      assertThat(upstream.seen()).isEmpty();
      mirrored.pull(upstream.reference(), copy, Transfer.Listener.NONE);
      assertThat(upstream.seen()).isNotEmpty();
    }
  }
}
