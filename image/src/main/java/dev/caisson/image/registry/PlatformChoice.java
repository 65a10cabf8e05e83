package dev.caisson.image.registry;

import dev.caisson.image.Platform;
import dev.caisson.image.oci.Descriptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the entry of an index that suits a platform best: the very variant, else the nearest
 * lower one, which a processor can run too; the first of several alike. An entry that names no
 * platform is taken where no other suits.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">OCI image
 *     index</a>
 */
final class PlatformChoice {

  private static final String ATTESTATION = "vnd.docker.reference.type";
  private static final int UNSUITABLE = Integer.MAX_VALUE;
  private static final int UNNAMED = Integer.MAX_VALUE - 1;
  // What an image means that names no variant.
  private static final Map<String, Integer> USUAL = Map.of("arm64", 8, "arm", 7, "amd64", 1);

  private PlatformChoice() {}

  static Optional<Descriptor> best(List<Descriptor> entries, Platform wanted) {
    Optional<Descriptor> best = Optional.empty();
    int bestRank = UNSUITABLE;
    for (Descriptor entry : entries) {
      int rank = rank(entry, wanted);
      if (rank < bestRank) {
        bestRank = rank;
        best = Optional.of(entry);
      }
    }
    return best;
  }

  /** Returns how far an entry is from what is wanted; 0 is the very same. */
  private static int rank(Descriptor entry, Platform wanted) {
    if (entry.annotations().containsKey(ATTESTATION)) {
      return UNSUITABLE;
    }
    if (entry.platform().isEmpty()) {
      return UNNAMED;
    }
    Platform platform = entry.platform().get();
    if (!platform.os().equals(wanted.os())
        || !platform.architecture().equals(wanted.architecture())) {
      return UNSUITABLE;
    }
    Optional<Integer> has = level(platform);
    Optional<Integer> most = level(wanted);
    if (has.isEmpty() || most.isEmpty()) {
      return platform.variant().equals(wanted.variant()) ? 0 : UNSUITABLE;
    }
    int distance = most.get() - has.get();
    return distance < 0 ? UNSUITABLE : distance;
  }

  /** Returns the number of a variant such as v8; empty where it is of another form. */
  private static Optional<Integer> level(Platform platform) {
    Optional<String> variant = platform.variant().filter(text -> !text.isEmpty());
    if (variant.isEmpty()) {
      return Optional.ofNullable(USUAL.get(platform.architecture()));
    }
    return variant
        .filter(text -> text.matches("v[0-9]"))
        .map(text -> Integer.parseInt(text.substring(1)));
  }
}
