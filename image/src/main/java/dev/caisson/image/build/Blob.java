package dev.caisson.image.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caisson.image.Digest;

/** Bytes in an image's storage, as a descriptor names them. */
record Blob(String mediaType, Digest digest, long size) {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  static final String GZIP = TAR + "+gzip";

  /** Writes the descriptor into an object. */
  ObjectNode describeIn(ObjectNode object) {
    return object.put("mediaType", mediaType).put("digest", digest.toString()).put("size", size);
  }
}
