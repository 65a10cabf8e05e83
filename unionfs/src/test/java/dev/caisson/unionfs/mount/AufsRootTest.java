package dev.caisson.unionfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The options of AUFS, which no kernel of the tests has. */
final class AufsRootTest {

  @Test
  void fewBranches_areMountedAtOnce_theHighestFirst() {
    assertThat(AufsRoot.pages("/s/upper+", "/s/lower+", List.of("0", "1")))
        .containsExactly("dirperm1,br:/s/upper+=rw:/s/lower+/1=ro+wh:/s/lower+/0=ro+wh");
  }

  @Test
  void manyBranches_areAppendedByRemounts_withinAPageEach() {
    List<String> names =
        IntStream.range(0, 500).mapToObj(i -> Integer.toString(i, Character.MAX_RADIX)).toList();
    List<String> pages = AufsRoot.pages("/s/upper+", "/s/lower+", names);
    assertThat(pages).hasSizeGreaterThan(2).allMatch(page -> page.length() <= AufsRoot.MOST_BYTES);
    assertThat(pages.get(0)).startsWith("dirperm1,br:/s/upper+=rw:/s/lower+/dv=ro+wh:");
    assertThat(pages.subList(1, pages.size())).allMatch(page -> page.startsWith("append:/s/lower"));
    assertThat(pages.get(1)).contains("=ro+wh,append:/s/lower+/");
    assertThat(String.join(":", pages).split("=ro\\+wh", -1)).hasSize(501);
    assertThat(pages.get(pages.size() - 1)).endsWith("/s/lower+/0=ro+wh");
  }
}
