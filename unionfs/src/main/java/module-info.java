/** Union mounts as values, whiteouts, and the diff of an upper directory. */
module dev.caisson.unionfs {
  requires transitive dev.caisson.namespaces;
  requires static org.jspecify;

  exports dev.caisson.unionfs;
  exports dev.caisson.unionfs.mount to
      dev.caisson.core;
}
