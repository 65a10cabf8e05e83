package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Settings of a {@link RegistryClient}. Each has a default that is safe. */
public final class RegistryClientBuilder {

  private CredentialSource credentials = DockerConfig.ofUser();
  private Patience patience = Patience.DEFAULT;
  private Limits limits = Limits.DEFAULT;
  private Optional<ProxySelector> proxies = Optional.empty();
  private final List<Path> authorities = new ArrayList<>();
  private final Set<String> plain = new HashSet<>();
  private final Set<String> encrypted = new HashSet<>();
  private final Map<String, List<Endpoint>> mirrors = new HashMap<>();

  RegistryClientBuilder() {}

  /** Sets where credentials come from; by default Docker's config.json of this user. */
  public RegistryClientBuilder credentials(CredentialSource source) {
    credentials = Objects.requireNonNull(source, "source");
    return this;
  }

  /** Sets how long a registry may take; {@link Patience#DEFAULT} by default. */
  public RegistryClientBuilder patience(Patience other) {
    patience = Objects.requireNonNull(other, "patience");
    return this;
  }

  /**
   * Sets how many layers are transferred at a time; 3 by default.
   *
   * @throws IllegalArgumentException if it is not from 1 to 32
   */
  public RegistryClientBuilder parallel(int transfers) {
    limits = new Limits(transfers, limits.imageBytes(), limits.chunkBytes());
    return this;
  }

  /**
   * Sets the most bytes that the layers of one image may have, packed; 64 GiB by default.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public RegistryClientBuilder imageLimit(long bytes) {
    limits = new Limits(limits.parallel(), bytes, limits.chunkBytes());
    return this;
  }

  /**
   * Sets the size of the chunks in which a blob is pushed that is larger, in bytes; 16 MiB by
   * default. A registry that wants larger ones gets them.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public RegistryClientBuilder chunk(int bytes) {
    limits = new Limits(limits.parallel(), limits.imageBytes(), bytes);
    return this;
  }

  /**
   * Speaks plain HTTP to a registry: whoever is on the way reads and changes all that is sent. This
   * machine's own registries, {@code localhost}, {@code 127.0.0.0/8} and {@code [::1]}, are spoken
   * to so by default.
   *
   * @param registry {@code HOST} or {@code HOST:PORT}
   */
  public RegistryClientBuilder plainHttp(String registry) {
    plain.add(requireHost(registry));
    return this;
  }

  /** Speaks HTTPS to a registry on this machine; to all others that is the default. */
  public RegistryClientBuilder https(String registry) {
    encrypted.add(requireHost(registry));
    return this;
  }

  /**
   * Asks a mirror first when an image of a registry is pulled. Mirrors are asked in the order in
   * which they were added, and the registry itself last.
   *
   * @param registry {@code docker.io}, or another {@code HOST} or {@code HOST:PORT}
   * @param mirror {@code https://HOST[:PORT]}, or {@code http} for one that may be spoken to so
   */
  public RegistryClientBuilder mirror(String registry, URI mirror) {
    Endpoint server =
        Endpoint.of(mirror)
            .filter(e -> mirror.getRawQuery() == null && mirror.getRawPath().length() <= 1)
            .orElseThrow(() -> new IllegalArgumentException("mirror: " + mirror));
    mirrors.computeIfAbsent(requireHost(registry), key -> new ArrayList<>()).add(server);
    return this;
  }

  /** Believes the certificate authorities in a PEM file too, for every registry. */
  public RegistryClientBuilder authority(Path pem) {
    authorities.add(Objects.requireNonNull(pem, "pem"));
    return this;
  }

  /**
   * Goes through a proxy to all but this machine. By default the JVM's own properties say which, or
   * else the environment: {@code https_proxy}, {@code http_proxy}, {@code no_proxy}.
   *
   * @param address {@code http://HOST:PORT}
   */
  public RegistryClientBuilder proxy(URI address) {
    proxies = Optional.of(Proxies.of(address));
    return this;
  }

  /** Goes through no proxy. */
  public RegistryClientBuilder withoutProxy() {
    proxies = Optional.of(Proxies.none());
    return this;
  }

  private static String requireHost(String registry) {
    String host = registry.toLowerCase(Locale.ROOT);
    if (!Reference.isHost(host)) {
      throw new IllegalArgumentException("registry, HOST or HOST:PORT: '" + registry + "'");
    }
    return host;
  }

  /**
   * Makes the client.
   *
   * @throws CaissonException if a file of certificate authorities can't be read
   * @throws IllegalArgumentException if the environment names a proxy that is not supported, or a
   *     mirror is to be spoken to in plain HTTP that was not named for it
   */
  public RegistryClient build() throws CaissonException {
    Schemes schemes = new Schemes(plain, encrypted);
    for (Endpoint mirror : mirrors.values().stream().flatMap(List::stream).toList()) {
      if (mirror.isPlain() && !schemes.mayBePlain(mirror)) {
        throw new IllegalArgumentException("mirror in plain HTTP, not named for it: " + mirror);
      }
    }
    ProxySelector chosen = proxies.orElseGet(() -> Proxies.standard(System.getenv()));
    Servers servers = Servers.open(patience, chosen, Trust.of(authorities), credentials, schemes);
    return new RegistryClient(servers, Map.copyOf(mirrors), limits);
  }
}
