package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.error.RegistryException;
import dev.caisson.image.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends one blob: whole where it is small, else in chunks, each of which is sent again from where
 * the registry says it is, if it broke off.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push">OCI
 *     distribution specification, push</a>
 */
final class BlobUpload {

  private static final String STEP = "push blob to";
  private static final int MOST_CHUNK = 256 << 20;
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

  private final Remote remote;
  private final Descriptor blob;
  private final BlobStore store;
  private final Limits limits;
  private final Transfer.Listener listener;
  private final Scope scope;
  private final Attempts attempts;
  private Optional<URI> location = Optional.empty();
  private long position;
  private long furthest;
  private long chunk;

  BlobUpload(
      Remote remote,
      Descriptor blob,
      BlobStore store,
      Limits limits,
      Scope scope,
      Transfer.Listener listener) {
    this.remote = remote;
    this.blob = blob;
    this.store = store;
    this.limits = limits;
    this.scope = scope;
    this.listener = listener;
    this.attempts =
        new Attempts(
            remote.session().patience(),
            (attempt, cause, pause) ->
                listener.on(new Transfer.Paused(blob.digest(), attempt, cause, pause)));
  }

  /**
   * Sends the blob, unless the registry has it in another of its repositories and takes it from
   * there.
   *
   * @param sources the repositories that may have it
   */
  void run(List<String> sources) throws CaissonException, InterruptedException {
    for (String source : sources) {
      if (mount(source)) {
        return;
      }
    }
    listener.on(new Transfer.Started(blob.digest(), blob.size(), 0));
    send();
    listener.on(new Transfer.Finished(blob.digest()));
  }

  private boolean mount(String source) throws CaissonException, InterruptedException {
    URI uri = remote.uri("blobs/uploads/?mount=" + blob.digest() + "&from=" + source);
    Scope both = scope.and(Scope.pull(source));
    boolean mounted =
        remote.session().send(STEP, Call.of("POST", uri), both, reply -> isMounted(reply, source));
    if (!mounted && location.isPresent()) {
      cancel();
    }
    return mounted;
  }

  private boolean isMounted(Reply reply, String source) throws CaissonException {
    if (reply.status() == Reply.CREATED) {
      listener.on(new Transfer.Mounted(blob.digest(), blob.size(), source));
      return true;
    }
    // It may have begun an upload instead, or know nothing of the other repository.
    if (reply.status() == Reply.ACCEPTED) {
      begun(reply);
    }
    return false;
  }

  /** The next attempt begins an upload of its own. */
  private void cancel() throws CaissonException, InterruptedException {
    URI abandoned = location.orElseThrow();
    location = Optional.empty();
    remote.session().send(STEP, Call.of("DELETE", abandoned), scope, reply -> reply.status());
  }

  private void send() throws CaissonException, InterruptedException {
    while (true) {
      try {
        if (location.isEmpty()) {
          begin();
        }
        if (blob.size() <= chunk && position == 0) {
          finish(new Call.Body(blob.size(), () -> store.read(blob.digest(), 0)));
          return;
        }
        sendChunks();
        finish(Call.Body.of(new byte[0]));
        return;
      } catch (IOException e) {
        Session.requireUninterrupted(e);
        if (!attempts.again(e)) {
          throw remote.session().failure(STEP, e);
        }
        recover();
      }
    }
  }

  private void begin() throws CaissonException, InterruptedException {
    Call call = Call.of("POST", remote.uri("blobs/uploads/")).with(Call.Body.of(new byte[0]));
    remote
        .session()
        .send(
            STEP,
            call,
            scope,
            reply -> {
              require(reply, Reply.ACCEPTED);
              begun(reply);
              return reply.status();
            });
  }

  private void begun(Reply reply) throws CaissonException {
    follow(reply);
    position = 0;
    chunk = limits.chunkBytes();
    Optional<String> least = reply.header("OCI-Chunk-Min-Length");
    if (least.isPresent() && least.get().matches("[0-9]{1,9}")) {
      chunk = Math.min(MOST_CHUNK, Math.max(chunk, Long.parseLong(least.get())));
    }
  }

  /** Each answer may send the upload elsewhere, but not nearer to us, and without credentials. */
  private void follow(Reply reply) throws CaissonException {
    URI next =
        Courier.location(reply)
            .orElseThrow(() -> Refusal.invalid(STEP, remote.name(), "no Location of the upload"));
    remote.session().detour().check("upload location", next, remote.session().endpoint());
    location = Optional.of(next);
  }

  private void require(Reply reply, int status) throws CaissonException {
    if (reply.status() != status) {
      throw refusal(reply);
    }
  }

  private RegistryException refusal(Reply reply) {
    return remote.session().refusal(STEP, remote.name() + "@" + blob.digest(), reply);
  }

  private void sendChunks() throws IOException, InterruptedException {
    while (position < blob.size()) {
      long from = position;
      long length = Math.min(chunk, blob.size() - from);
      Call call =
          Call.of("PATCH", location.orElseThrow())
              .with("Content-Type", "application/octet-stream")
              .with("Content-Range", from + "-" + (from + length - 1))
              .with(new Call.Body(length, () -> part(from, length)));
      try (Reply reply = remote.session().ask(call, scope)) {
        if (Attempts.isTransient(reply) || reply.status() == Reply.RANGE_NOT_SATISFIABLE) {
          throw new IOException("HTTP status " + reply.status() + " to a chunk");
        }
        require(reply, Reply.ACCEPTED);
        follow(reply);
        advance(received(reply).orElse(from + length), from + length);
      }
    }
  }

  private InputStream part(long from, long length) throws CaissonException {
    return new Part(store.read(blob.digest(), from), length);
  }

  /** The registry may have taken less than was sent, and never more. */
  private void advance(long received, long most) throws CaissonException {
    if (received <= position || received > most) {
      throw Refusal.invalid(
          STEP, remote.name(), "it says it has " + received + " bytes, sent were " + most);
    }
    position = received;
    // A registry that takes the same bytes again and again achieves nothing.
    if (position > furthest) {
      furthest = position;
      attempts.achieved();
    }
    listener.on(new Transfer.Advanced(blob.digest(), position));
  }

  /** Returns how many bytes the registry says it has. */
  private static Optional<Long> received(Reply reply) {
    return reply
        .header("Range")
        .map(text -> RANGE.matcher(text.strip()))
        .filter(Matcher::matches)
        .map(range -> Long.parseLong(range.group(1)) + 1);
  }

  /** Asks how far the upload is, to go on there; where the registry has lost it, begins anew. */
  private void recover() throws CaissonException, InterruptedException {
    if (location.isEmpty()) {
      return;
    }
    Call call = Call.get(location.get());
    remote
        .session()
        .send(
            STEP,
            call,
            scope,
            reply -> {
              Optional<Long> has = received(reply);
              if (reply.status() == Reply.NO_CONTENT
                  && has.isPresent()
                  && has.get() <= blob.size()) {
                follow(reply);
                position = has.get();
              } else {
                location = Optional.empty();
              }
              return reply.status();
            });
  }

  private void finish(Call.Body body) throws IOException, InterruptedException {
    String upload = location.orElseThrow().toString();
    URI uri = URI.create(upload + (upload.contains("?") ? "&" : "?") + "digest=" + blob.digest());
    Call call = Call.of("PUT", uri).with("Content-Type", "application/octet-stream").with(body);
    try (Reply reply = remote.session().ask(call, scope)) {
      if (Attempts.isTransient(reply)) {
        throw new IOException("HTTP status " + reply.status() + " to the end of an upload");
      }
      require(reply, Reply.CREATED);
    }
    listener.on(new Transfer.Advanced(blob.digest(), blob.size()));
  }

  /** A part of a stream. */
  private static final class Part extends FilterInputStream {

    private long left;

    Part(InputStream content, long length) {
      super(content);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = super.read(target, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
