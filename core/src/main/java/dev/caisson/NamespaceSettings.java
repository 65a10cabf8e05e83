package dev.caisson;

import dev.caisson.namespaces.Namespace;
import java.util.Optional;

/** Where a container's namespaces come from, and what is set of them; each once. */
final class NamespaceSettings {

  private final Setting<String> hostname = new Setting<>("host name");
  private final Setting<Network> network = new Setting<>("network");
  private final Setting<Sharing> sharing = new Setting<>("shared namespaces");

  void set(String hostname) {
    this.hostname.set(hostname);
    requireOwn();
  }

  void set(Network network) {
    this.network.set(network);
    requireOwn();
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

  Optional<String> hostname() {
    return hostname.get();
  }

  Network network() {
    return network.get().orElse(Network.NONE);
  }

  Optional<Sharing> sharing() {
    return sharing.get();
  }
}
