package dev.caisson.image.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies of the environment, as curl and Docker read them: {@code https_proxy}, {@code
 * http_proxy}, {@code no_proxy}, and the same in capitals. This machine itself is never behind one.
 */
final class Proxies extends ProxySelector {

  private static final List<String> PROPERTIES =
      List.of("https.proxyHost", "http.proxyHost", "java.net.useSystemProxies");

  private final Map<String, Proxy> proxies;
  private final List<String> direct;

  private Proxies(Map<String, Proxy> proxies, List<String> direct) {
    this.proxies = proxies;
    this.direct = direct;
  }

  /**
   * Returns the JVM's own proxies where its properties name some, else those of the environment.
   */
  static ProxySelector standard(Map<String, String> environment) {
    boolean named = PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null);
    ProxySelector own = ProxySelector.getDefault();
    return named && own != null ? own : of(environment);
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException if a variable names what is no HTTP proxy
   */
  static ProxySelector of(Map<String, String> environment) {
    Map<String, Proxy> proxies = new java.util.HashMap<>();
    for (String scheme : List.of(Endpoint.HTTP, Endpoint.HTTPS)) {
      variable(environment, scheme + "_proxy").ifPresent(text -> proxies.put(scheme, proxy(text)));
    }
    List<String> direct = new ArrayList<>();
    for (String part : variable(environment, "no_proxy").orElse("").split(",", -1)) {
      if (!part.isBlank()) {
        direct.add(part.strip().toLowerCase(Locale.ROOT));
      }
    }
    return new Proxies(Map.copyOf(proxies), direct);
  }

  /** A proxy for every server but this machine itself. */
  static ProxySelector of(URI address) {
    Proxy proxy = proxy(address.toString());
    return new Proxies(Map.of(Endpoint.HTTP, proxy, Endpoint.HTTPS, proxy), List.of());
  }

  /** No proxy for any server. */
  static ProxySelector none() {
    return new Proxies(Map.of(), List.of());
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, environment.get(name.toUpperCase(Locale.ROOT)));
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  private static Proxy proxy(String text) {
    URI uri = URI.create(text.contains("://") ? text : "http://" + text);
    if (!Endpoint.HTTP.equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("only http://HOST:PORT is supported as a proxy");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("a proxy with a password is not supported");
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    // The JDK resolves the name at each use.
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
  }

  @Override
  public List<Proxy> select(URI uri) {
    Endpoint server = Endpoint.of(uri).orElseThrow(() -> new IllegalArgumentException("" + uri));
    Proxy proxy = proxies.get(server.scheme());
    return List.of(proxy == null || isDirect(server) ? Proxy.NO_PROXY : proxy);
  }

  private boolean isDirect(Endpoint server) {
    return isThisMachine(server.host()) || direct.stream().anyMatch(part -> covers(part, server));
  }

  static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(?:\\.[0-9]{1,3}){3}");
  }

  private static boolean covers(String part, Endpoint server) {
    if (part.equals("*") || part.equals(server.host() + ":" + server.port())) {
      return true;
    }
    String domain = part.startsWith("*.") ? part.substring(1) : part;
    return server.host().equals(domain.startsWith(".") ? domain.substring(1) : domain)
        || server.host().endsWith(domain.startsWith(".") ? domain : "." + domain);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails with this error too, and is reported there.
  }
}
