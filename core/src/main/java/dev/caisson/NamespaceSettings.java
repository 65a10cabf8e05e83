package dev.caisson;

import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.NetworkPool;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Where a container's namespaces come from, and what is set of them; each once. */
final class NamespaceSettings {

  private static final Set<Capability> OVER_NETWORK =
      EnumSet.of(
          Capability.NET_ADMIN,
          Capability.NET_BIND_SERVICE,
          Capability.NET_BROADCAST,
          Capability.NET_RAW);

  private final Setting<String> hostname = new Setting<>("host name");
  private final Setting<Network> network = new Setting<>("network");
  private final Setting<NetworkPool> networks = new Setting<>("pool of networks");
  private final Setting<Sharing> sharing = new Setting<>("shared namespaces");

  void set(String hostname) {
    this.hostname.set(hostname);
    requireOwn();
  }

  void set(Network network) {
    this.network.set(network);
    requireOwn();
  }

  void set(NetworkPool pool) {
    networks.set(pool);
    set(Network.NONE);
  }

  void set(Sharing sharing) {
    this.sharing.set(sharing);
    requireOwn();
  }

  private void requireOwn() {
    if (shares(Namespace.NET) && network.get().isPresent()) {
      throw new IllegalStateException("network is set, and shared with another container");
    }
    if (shares(Namespace.UTS) && hostname.get().isPresent()) {
      throw new IllegalStateException("host name is set, and shared with another container");
    }
  }

  private boolean shares(Namespace kind) {
    return sharing.get().isPresent() && sharing.get().get().kinds().contains(kind);
  }

  /** Returns whether the container will have no namespace of this kind for itself. */
  boolean isShared(Namespace kind) {
    return shares(kind) || (kind == Namespace.NET && network() == Network.HOST);
  }

  /**
   * Refuses capabilities that the user namespace which a pool's networks belong to does not give.
   */
  void requireUseOf(Set<Capability> capabilities) {
    Set<Capability> without = EnumSet.copyOf(OVER_NETWORK);
    without.retainAll(capabilities);
    if (networks.get().isPresent() && !without.isEmpty()) {
      throw new IllegalStateException(
          without + " would have no effect on a network of a pool: use Network.NONE");
    }
  }

  Optional<String> hostname() {
    return hostname.get();
  }

  Network network() {
    return network.get().orElse(Network.NONE);
  }

  Optional<NetworkPool> networks() {
    return networks.get();
  }

  Optional<Sharing> sharing() {
    return sharing.get();
  }
}
