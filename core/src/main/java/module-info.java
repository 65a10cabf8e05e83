/** Linux containers as a Java library. */
module dev.caisson.core {
  requires transitive dev.caisson.cgroups;
  requires transitive dev.caisson.image;
  requires transitive dev.caisson.namespaces;
  requires transitive dev.caisson.unionfs;
  requires static org.jspecify;

  exports dev.caisson;
}
