package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.error.RegistryException.Reason;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.oci.JsonObject;
import dev.caisson.image.registry.Parallel.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends one image, or an index with all that it lists, from a blob store to a registry. */
final class Push {

  private static final String STEP = "push manifest to";
  private static final String LISTED = "OCI-Subject";
  private static final int MOST_DEPTH = 4;

  private final Remote remote;
  private final Documents documents;
  private final Limits limits;
  private final List<String> sources;
  private final Transfer.Listener listener;
  private final Scope scope;
  private final Set<Digest> sent = new HashSet<>();

  Push(
      Remote remote,
      Documents documents,
      Limits limits,
      List<String> sources,
      Transfer.Listener listener) {
    this.remote = remote;
    this.documents = documents;
    this.limits = limits;
    this.sources = sources;
    this.listener = listener;
    this.scope = Scope.push(remote.repository());
  }

  void run(Reference target, Digest root) throws CaissonException, InterruptedException {
    Manifest manifest = manifest(root);
    sendContent(manifest, 0);
    if (target.digest().isPresent() && !target.digest().get().equals(root)) {
      throw new IllegalArgumentException(target + " is not the digest of what is pushed, " + root);
    }
    put(target.tag().orElseGet(root::toString), manifest);
    listener.on(new Transfer.Resolved(target, root));
  }

  private Manifest manifest(Digest digest) throws CaissonException {
    return Manifest.of(digest.toString(), Optional.empty(), documents.read(digest));
  }

  private void sendContent(Manifest manifest, int depth)
      throws CaissonException, InterruptedException {
    if (!manifest.isIndex()) {
      sendBlobs(manifest);
      return;
    }
    if (depth == MOST_DEPTH) {
      throw InvalidImage.reading(manifest.digest().toString(), "indexes within indexes, too deep");
    }
    for (Descriptor entry : manifest.manifests()) {
      if (sent.add(entry.digest())) {
        Manifest child = manifest(entry.digest());
        sendContent(child, depth + 1);
        put(child.digest().toString(), child);
      }
    }
  }

  private void sendBlobs(Manifest manifest) throws CaissonException, InterruptedException {
    List<Descriptor> blobs = new ArrayList<>(manifest.layers());
    blobs.add(manifest.config());
    List<Task> tasks = new ArrayList<>();
    for (Descriptor blob : blobs) {
      if (sent.add(blob.digest())) {
        tasks.add(() -> send(blob));
      }
    }
    Parallel.run(limits.parallel(), tasks);
  }

  private void send(Descriptor blob) throws CaissonException, InterruptedException {
    if (remote.hasBlob(blob.digest(), scope)) {
      listener.on(new Transfer.Present(blob.digest(), blob.size()));
      return;
    }
    if (!documents.has(blob.digest(), blob.size())) {
      throw InvalidImage.reading(blob.name(), "the store lacks this blob");
    }
    new BlobUpload(remote, blob, documents.store(), limits, scope, listener).run(sources);
  }

  /**
   * Stores a manifest, and lists it with what refers to its subject where the registry does not.
   */
  private void put(String name, Manifest manifest) throws CaissonException, InterruptedException {
    Optional<JsonObject> subject = manifest.json().object("subject");
    if (!store(name, manifest) && subject.isPresent()) {
      Digest referred = subject.get().requiredDigest("digest");
      Optional<Manifest> list =
          ReferrersTag.add(
              remote.name() + ":" + ReferrersTag.of(referred),
              new Listing(remote).tagged(referred),
              ReferrersTag.referrer(manifest));
      if (list.isPresent()) {
        store(ReferrersTag.of(referred), list.get());
      }
    }
  }

  /** Stores a manifest; returns whether the registry lists it with what refers to its subject. */
  private boolean store(String name, Manifest manifest)
      throws CaissonException, InterruptedException {
    Call call =
        Call.of("PUT", remote.uri("manifests/" + name))
            .with("Content-Type", manifest.mediaType())
            .with(Call.Body.of(manifest.bytes()));
    return remote
        .session()
        .send(
            STEP,
            call,
            scope,
            reply -> {
              requireStored(reply, name, manifest.digest());
              return reply.header(LISTED).isPresent();
            });
  }

  private void requireStored(Reply reply, String name, Digest digest) throws CaissonException {
    if (reply.status() != Reply.CREATED) {
      throw remote.session().refusal(STEP, remote.name() + ":" + name, reply);
    }
    Optional<Digest> stored = Remote.digest(reply);
    if (stored.isPresent() && !stored.get().equals(digest)) {
      throw new dev.caisson.error.RegistryException(
          Reason.INVALID_ANSWER,
          STEP,
          remote.name(),
          "it stored " + stored.get() + ", not " + digest,
          Optional.empty());
    }
  }
}
