package dev.caisson.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that come in pages. */
final class ListingTest {

  private static final String TAGS = "/v2/" + TestRegistry.REPOSITORY + "/tags/list";

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private Quick quick;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
    quick = Quick.client(folder, registry);
  }

  private static byte[] tags(String tags) {
    return ("{\"name\":\"x\",\"tags\":" + tags + "}").getBytes(UTF_8);
  }

  @Test
  void tags_ofSeveralPages_areAll() throws Exception {
    registry.on(
        TAGS,
        TestRegistry.answering(
            200, tags("[\"a\",\"b\"]"), "Link", "</v2/next?last=b>; rel=\"next\""));
    registry.on("/v2/next", TestRegistry.answering(200, tags("[\"c\"]")));

    assertThat(quick.client().tags(registry.reference())).containsExactly("a", "b", "c");
  }

  @Test
  void tags_thatAreNull_areNone() throws Exception {
    registry.on(TAGS, TestRegistry.answering(200, tags("null")));

    assertThat(quick.client().tags(registry.reference())).isEmpty();
  }

  @Test
  void nextPageOnAnotherServer_isRefused() throws Exception {
    try (TestRegistry other = TestRegistry.start()) {
      registry.on(
          TAGS,
          TestRegistry.answering(
              200, tags("[]"), "Link", "<" + other.url("/internal") + ">; rel=next"));
      assertThatThrownBy(() -> quick.client().tags(registry.reference()))
          .isInstanceOf(CaissonException.class)
          .hasMessageContaining("another server");

      assertThat(other.seen()).isEmpty();
    }
  }

  @Test
  void pagesInACircle_areRefused() {
    registry.on(
        TAGS, TestRegistry.answering(200, tags("[]"), "Link", "<" + TAGS + ">; rel=\"next\""));
    assertThatThrownBy(() -> quick.client().tags(registry.reference()))
        .isInstanceOf(CaissonException.class)
        .hasMessageContaining("without an end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"../x\"]", "[\"\"]", "[7]", "{}", "[\"a\\u0000\"]"})
  void tagsThatAreNone_areRefused(String tags) {
    registry.on(TAGS, TestRegistry.answering(200, tags(tags)));
    assertThatThrownBy(() -> quick.client().tags(registry.reference()))
        .isInstanceOf(CaissonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"referrers/sha256:", "manifests/sha256-"})
  void referrers_areThoseOfTheApiOrOfTheTag(String path) throws Exception {
    Digest subject = Digest.ofBytes(new byte[1]);
    Digest referrer = Digest.ofBytes(new byte[2]);
    String index =
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7,"
            + "\"artifactType\":\"a/b\",\"annotations\":{\"k\":\"v\"}}]}";
    registry.on(
        "/v2/" + TestRegistry.REPOSITORY + "/" + path + subject.hex(),
        TestRegistry.answering(
            200, index.formatted(ManifestTypes.OCI_MANIFEST, referrer).getBytes(UTF_8)));

    assertThat(quick.client().referrers(registry.reference(subject)))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.digest()).isEqualTo(referrer);
              assertThat(r.artifactType()).hasValue("a/b");
              assertThat(r.annotations()).containsEntry("k", "v");
            });
  }

  @Test
  void referrers_whereNoneAre_areNone() throws Exception {
    Digest subject = Digest.ofBytes(new byte[1]);

    assertThat(quick.client().referrers(registry.reference(subject))).isEmpty();
  }
}
