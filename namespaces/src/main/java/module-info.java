/** Linux namespaces, capabilities, seccomp, mounts, and the launch of a process into them. */
module dev.caisson.namespaces {
  requires com.fasterxml.jackson.databind;
  requires com.sun.jna;
  requires static org.jspecify;

  exports dev.caisson.error;
  exports dev.caisson.namespaces;
  exports dev.caisson.namespaces.seccomp;
  exports dev.caisson.linux to
      dev.caisson.cgroups,
      dev.caisson.unionfs,
      dev.caisson.image,
      dev.caisson.core;
  exports dev.caisson.launch to
      dev.caisson.image,
      dev.caisson.unionfs,
      dev.caisson.core;
}
