package dev.caisson.image;

import dev.caisson.linux.CString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an unpacked layer is in a store.
 *
 * @param kind what the digest is of
 * @param digest the layer's DiffID, or the ChainID of it and those below it
 * @param nodes whether it has device nodes
 */
record LayerName(Kind kind, Digest digest, boolean nodes) {

  private static final String WITH_NODES = ".nodes";

  /** What a layer's files follow from. */
  enum Kind {
    /** From the layer alone. */
    LAYERS,
    /** From the layers below it too: it has files in directories that only these describe. */
    CHAINS;

    /** Returns the name of the directory. */
    String directory() {
      return this == LAYERS ? "layers" : "chains";
    }
  }

  /**
   * Returns the ChainIDs of layers.
   *
   * @see <a
   *     href="https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid">OCI
   *     image specification, ChainID</a>
   */
  static List<Digest> chain(List<DiffId> diffIds) {
    List<Digest> chain = new ArrayList<>();
    for (DiffId diffId : diffIds) {
      String text = chain.isEmpty() ? "" : chain.get(chain.size() - 1) + " " + diffId;
      chain.add(
          chain.isEmpty()
              ? diffId.digest()
              : Digest.ofBytes(text.getBytes(StandardCharsets.US_ASCII)));
    }
    return chain;
  }

  /** Returns all names that a layer may have. */
  static List<LayerName> all(DiffId diffId, Digest chain) {
    return List.of(
        new LayerName(Kind.LAYERS, diffId.digest(), false),
        new LayerName(Kind.CHAINS, chain, false),
        new LayerName(Kind.LAYERS, diffId.digest(), true),
        new LayerName(Kind.CHAINS, chain, true));
  }

  /** Returns the name within the directory of its kind. */
  CString file() {
    return CString.of(digest.hex() + (nodes ? WITH_NODES : ""));
  }

  /** Returns the path in the store, as a lease wants it. */
  String item() {
    return item(kind, file());
  }

  static String item(Kind kind, CString file) {
    return kind.directory() + "/sha256/" + file;
  }
}
