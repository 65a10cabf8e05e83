package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Digest;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    List<CaissonException> failures = new ArrayList<>();
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

  /**
   * Sends an image, or an index with all that it lists, from a store to a registry. What the
   * registry has is not sent again. What refers to another manifest is listed with it: by the
   * registry, or where that keeps no such list, under a tag.
   *
   * @param target where to; its tag, or else the digest, is what it is called there
   * @param root the manifest or index
   * @param sources other repositories of this registry that may have some of the blobs, which it
   *     then takes from there
   * @throws IllegalArgumentException if the target has another digest, or a source is of another
   *     registry
   */
  public void push(
      Reference target,
      Digest root,
      BlobStore store,
      List<Reference> sources,
      Transfer.Listener listener)
      throws CaissonException, InterruptedException {
    List<String> repositories = new ArrayList<>();
    for (Reference source : sources) {
      if (!source.registry().equals(target.registry())) {
        throw new IllegalArgumentException(source + " is of another registry than " + target);
      }
      repositories.add(source.repository());
    }
    Documents documents = new Documents(store);
    new Push(remote(target), documents, limits, repositories, listener).run(target, root);
  }

  /** Returns all tags of a repository, in the registry's order. */
  public List<String> tags(Reference repository) throws CaissonException, InterruptedException {
    return new Listing(remote(repository)).tags();
  }

  /** Returns the digest of what a reference stands for. */
  public Digest resolve(Reference reference) throws CaissonException, InterruptedException {
    Remote remote = remote(reference);
    Optional<Remote.Head> head = remote.head(reference.wanted());
    return head.isPresent() ? head.get().digest() : remote.manifest(reference.wanted()).digest();
  }

  /**
   * Returns the manifests that say that they belong to one: from the registry's API, or the tag
   * that stands for it where the registry has none.
   */
  public List<Referrer> referrers(Reference subject) throws CaissonException, InterruptedException {
    Digest digest = subject.digest().isPresent() ? subject.digest().get() : resolve(subject);
    return new Listing(remote(subject)).referrers(digest);
  }

  /**
   * Deletes a manifest, with all its tags, by the digest of the reference, or else only its tag,
   * which not every registry can do.
   */
  public void delete(Reference reference) throws CaissonException, InterruptedException {
    remote(reference).delete(reference.wanted());
  }

  /**
   * Shows credentials to a registry.
   *
   * @throws dev.caisson.error.RegistryException if it does not accept them
   */
  public void check(String registry) throws CaissonException, InterruptedException {
    servers.registry(registry).check();
  }

  /** Ends what is under way, and the threads and connections. */
  @Override
  public void close() {
    servers.close();
  }
}
