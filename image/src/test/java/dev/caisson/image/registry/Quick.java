package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A client that is soon impatient, with credentials for one registry, and what it brought. */
final class Quick implements AutoCloseable {

  static final Credentials.Password SECRET = new Credentials.Password("user", "secret");

  static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          1024,
          3,
          Duration.ofMillis(1),
          Duration.ofMillis(30));

  private static final long MOST_NANOS = 10_000_000_000L;
  private static final long MILLISECOND_NANOS = 1_000_000;

  private final RegistryClient client;
  private final FolderStore store;
  private final List<Transfer> events = new CopyOnWriteArrayList<>();

  private Quick(RegistryClient client, FolderStore store) {
    this.client = client;
    this.store = store;
  }

  static Quick client(Path folder, TestRegistry registry) throws CaissonException {
    return client(folder, RegistryClient.builder(), registry);
  }

  static Quick client(Path folder, RegistryClientBuilder builder, TestRegistry registry)
      throws CaissonException {
    return new Quick(
        builder
            .patience(PATIENCE)
            .withoutProxy()
            .credentials(CredentialSource.of(registry.host(), SECRET))
            .build(),
        new FolderStore(folder));
  }

  RegistryClient client() {
    return client;
  }

  FolderStore store() {
    return store;
  }

  List<Transfer> events() {
    return events;
  }

  /**
   * Waits until so many bytes of a blob have arrived: the JDK's client may forget those that it has
   * received when the connection ends before they are read.
   */
  void awaitArrival(Digest digest, long bytes) {
    long end = System.nanoTime() + MOST_NANOS;
    while (events.stream().noneMatch(event -> isArrival(event, digest, bytes))
        && System.nanoTime() < end) {
      LockSupport.parkNanos(MILLISECOND_NANOS);
    }
  }

  private static boolean isArrival(Transfer event, Digest digest, long bytes) {
    return event instanceof Transfer.Advanced advanced
        && advanced.digest().equals(digest)
        && advanced.bytes() >= bytes;
  }

  Pulled pull(Reference reference) throws Exception {
    return client.pull(reference, store, events::add);
  }

  @Override
  public void close() {
    client.close();
  }
}
