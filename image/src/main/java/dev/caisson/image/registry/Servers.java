package dev.caisson.image.registry;

import java.net.ProxySelector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** The conversations of one client, one for each server, over one transport. */
final class Servers implements AutoCloseable {

  private final Transport transport;
  private final Patience patience;
  private final Detour detour;
  private final CredentialSource credentials;
  private final Schemes schemes;
  private final Map<Endpoint, Session> sessions = new ConcurrentHashMap<>();

  private Servers(
      Transport transport,
      Patience patience,
      Detour detour,
      CredentialSource credentials,
      Schemes schemes) {
    this.transport = transport;
    this.patience = patience;
    this.detour = detour;
    this.credentials = credentials;
    this.schemes = schemes;
  }

  static Servers open(
      Patience patience,
      ProxySelector proxies,
      SSLContext trust,
      CredentialSource credentials,
      Schemes schemes) {
    return new Servers(
        Transport.open(patience, proxies, trust),
        patience,
        new Detour(proxies, schemes::mayBePlain),
        credentials,
        schemes);
  }

  Session registry(String registry) {
    return session(schemes.server(registry), registry);
  }

  /** Returns the conversation with a mirror, whose credentials are its own. */
  Session mirror(Endpoint mirror) {
    if (mirror.isPlain() && !schemes.mayBePlain(mirror)) {
      throw new IllegalArgumentException(
          "a mirror in plain HTTP that was not named for it: " + mirror);
    }
    return session(mirror, mirror.name());
  }

  private Session session(Endpoint server, String account) {
    return sessions.computeIfAbsent(
        server, key -> new Session(key, account, transport, detour, patience, credentials));
  }

  @Override
  public void close() {
    transport.close();
  }
}
