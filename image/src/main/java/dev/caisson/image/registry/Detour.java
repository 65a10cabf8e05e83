package dev.caisson.image.registry;

import dev.caisson.error.RegistryException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * Decides whether a registry may send us to another address: by a redirect, as the realm of its
 * tokens, or as the place of an upload.
 *
 * <p>The registry's own server is always right. Elsewhere HTTPS is needed, unless the registry
 * itself and the other server may be spoken to in plain HTTP, and the other server must not be
 * nearer to this machine than the registry is.
 */
final class Detour {

  private final ProxySelector proxies;
  private final Predicate<Endpoint> mayBePlain;

  /**
   * Makes the rule.
   *
   * @param mayBePlain which servers are spoken to in plain HTTP
   */
  Detour(ProxySelector proxies, Predicate<Endpoint> mayBePlain) {
    this.proxies = proxies;
    this.mayBePlain = mayBePlain;
  }

  /**
   * Checks an address.
   *
   * @param what what it is, for the error: {@code redirect}
   * @throws RegistryException if the registry may not send us there
   */
  Endpoint check(String what, URI uri, Endpoint registry) throws RegistryException {
    Endpoint target =
        Endpoint.of(uri).orElseThrow(() -> refused(what, uri, registry, "not an HTTP address"));
    if (target.equals(registry)) {
      return target;
    }
    if (target.isPlain() && !registry.isPlain()) {
      throw refused(what, uri, registry, "from HTTPS to plain HTTP");
    }
    if (target.isPlain() && !mayBePlain.test(target)) {
      throw refused(what, uri, registry, "plain HTTP to a server that was not named for it");
    }
    Addresses kind = kind(what, uri, registry, target);
    if (kind == Addresses.FORBIDDEN) {
      throw refused(what, uri, registry, "an address where no registry is");
    }
    if (kind != Addresses.PUBLIC && kind.compareTo(kind(what, uri, registry, registry)) > 0) {
      throw refused(what, uri, registry, "an address that only this machine or network reaches");
    }
    return target;
  }

  private Addresses kind(String what, URI uri, Endpoint registry, Endpoint server)
      throws RegistryException {
    if (isProxied(server) && !isLiteral(server.host())) {
      return Addresses.PUBLIC;
    }
    try {
      return Addresses.of(server.host());
    } catch (UnknownHostException e) {
      RegistryException refused = refused(what, uri, registry, "unknown host " + server.host());
      refused.initCause(e);
      throw refused;
    }
  }

  /** Behind a proxy, names are the proxy's to resolve. */
  private boolean isProxied(Endpoint server) {
    return proxies.select(server.resolve("/")).stream()
        .anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
  }

  private static boolean isLiteral(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+") || host.equals("localhost");
  }

  private static RegistryException refused(String what, URI uri, Endpoint registry, String cause) {
    return Refusal.invalid(
        "follow " + what + " of", registry.name(), Printable.of(uri) + ": " + cause);
  }
}
