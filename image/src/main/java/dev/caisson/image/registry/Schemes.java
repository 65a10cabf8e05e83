package dev.caisson.image.registry;

import java.util.Set;

/**
 * Which registries are spoken to in plain HTTP: those that were named for it, and this machine's.
 */
record Schemes(Set<String> plain, Set<String> encrypted) {

  private static final String HUB_SERVER = "registry-1.docker.io";

  Schemes {
    plain = Set.copyOf(plain);
    encrypted = Set.copyOf(encrypted);
  }

  /** Returns the server of a registry. */
  Endpoint server(String registry) {
    if (registry.equals(Reference.DOCKER_HUB)) {
      return Endpoint.of(Endpoint.HTTPS, HUB_SERVER);
    }
    Endpoint server = Endpoint.of(Endpoint.HTTP, registry);
    boolean http = !encrypted.contains(registry) && mayBePlain(server);
    return http ? server : Endpoint.of(Endpoint.HTTPS, registry);
  }

  boolean mayBePlain(Endpoint server) {
    return Proxies.isThisMachine(server.host())
        || plain.contains(server.name())
        || plain.contains(server.host() + ":" + server.port());
  }
}
