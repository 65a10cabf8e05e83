/** Control groups, v1, v2 and hybrid, behind one typed API. */
module dev.caisson.cgroups {
  requires transitive dev.caisson.namespaces;
  requires static org.jspecify;

  exports dev.caisson.cgroups;
}
