/** OCI and Docker images: registry client, content store, unpack, commit and push. */
module dev.caisson.image {
  requires com.fasterxml.jackson.databind;
  requires com.github.luben.zstd_jni;
  requires transitive dev.caisson.namespaces;
  requires java.net.http;
  requires org.apache.commons.compress;
  requires org.tukaani.xz;
  requires static org.jspecify;

  exports dev.caisson.image;
  exports dev.caisson.image.build;
  exports dev.caisson.image.registry;
}
