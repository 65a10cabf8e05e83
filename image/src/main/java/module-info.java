/** OCI and Docker images: registry client, content store, unpack, commit and push. */
module dev.caisson.image {
  requires com.fasterxml.jackson.databind;
  requires transitive dev.caisson.namespaces;
  requires java.net.http;
  requires org.apache.commons.compress;
  requires static org.jspecify;

  exports dev.caisson.image;
}
