package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Platform;
import java.util.List;
import java.util.Map;

/**
 * A client of image registries. It has a few threads and connections of its own until it is closed;
 * any number of threads may use it.
 *
 * <p>Credentials are shown to the very server that they are kept for, and to the server of tokens
 * that it names; they never follow a redirect. All that arrives is verified by its digest. The URLs
 * that a manifest may name for a layer are never asked.
 *
 * <p>Each call throws an {@link InterruptedException} soon after its thread is interrupted, a
 * {@link dev.caisson.error.RegistryException} where the registry refuses or can't be reached, and
 * an {@link InvalidImageException} where what it sends is not what it should be.
 */
public final class RegistryClient implements AutoCloseable {

  private final Servers servers;
  private final Map<String, List<Endpoint>> mirrors;
  private final Limits limits;

  RegistryClient(Servers servers, Map<String, List<Endpoint>> mirrors, Limits limits) {
    this.servers = servers;
    this.mirrors = mirrors;
    this.limits = limits;
  }

  /** Begins the settings of a client. */
  public static RegistryClientBuilder builder() {
    return new RegistryClientBuilder();
  }

  private Remote remote(Reference reference) {
    return new Remote(servers.registry(reference.registry()), reference.repository());
  }

  /** Brings the image for this machine's platform into a store. */
  public Pulled pull(Reference reference, BlobStore store, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    return pull(reference, Platform.current(), store, listener);
  }

  /**
   * Brings an image into a store: what the reference stands for, the manifest for the platform, its
   * configuration, and the layers that the store lacks, several at a time.
   *
   * <p>Where a mirror fails, whatever the reason, the next is asked; the error is that of the
   * registry itself, with those of the mirrors suppressed in it.
   */
  public Pulled pull(
      Reference reference, Platform platform, BlobStore store, Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    List<CaissonException> failures = new java.util.ArrayList<>();
    for (Endpoint mirror : mirrors.getOrDefault(reference.registry(), List.of())) {
      try {
        Remote remote = new Remote(servers.mirror(mirror), reference.repository());
        return pull(remote, reference, platform, store, listener);
      } catch (CaissonException e) {
        failures.add(e);
      }
    }
    try {
      return pull(remote(reference), reference, platform, store, listener);
    } catch (CaissonException e) {
      failures.forEach(e::addSuppressed);
      throw e;
    }
  }

  private Pulled pull(
      Remote remote,
      Reference reference,
      Platform platform,
      BlobStore store,
      Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    return new Pull(remote, reference, new Documents(store), platform, limits, listener).run();
  }

  /** Ends what is under way, and the threads and connections. */
  @Override
  public void close() {
    servers.close();
  }
}
