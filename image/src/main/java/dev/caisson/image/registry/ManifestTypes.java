package dev.caisson.image.registry;

import dev.caisson.image.oci.MediaTypes;
import java.util.Set;

/** The media types of manifests and indexes. */
final class ManifestTypes {

  static final String OCI_MANIFEST = MediaTypes.MANIFEST;
  static final String OCI_INDEX = MediaTypes.INDEX;
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

  private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
  private static final Set<String> MANIFESTS = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);

  private ManifestTypes() {}

  static String[] accepted() {
    return new String[] {OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST};
  }

  static boolean isIndex(String type) {
    return INDEXES.contains(type);
  }

  static boolean isManifest(String type) {
    return MANIFESTS.contains(type);
  }
}
