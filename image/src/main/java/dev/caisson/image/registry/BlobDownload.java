package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import dev.caisson.image.Digest;
import dev.caisson.image.oci.Descriptor;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.image.registry.BlobStore.BlobWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one blob: hashed as it arrives, and no longer than it may be. Where the connection breaks
 * off it goes on from there, and where an earlier attempt left a part it begins after that.
 */
final class BlobDownload {

  private static final String STEP = "fetch blob from";
  private static final int BUFFER = 64 << 10;
  private static final long ACHIEVEMENT = 1 << 20;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private final Remote remote;
  private final Descriptor blob;
  private final BlobWriter writer;
  private final Transfer.Listener listener;
  private final Attempts attempts;
  private MessageDigest hash = Digest.sha256();
  private long position;
  private long achieved;
  private boolean ranges = true;

  BlobDownload(Remote remote, Descriptor blob, BlobWriter writer, Transfer.Listener listener) {
    this.remote = remote;
    this.blob = blob;
    this.writer = writer;
    this.listener = listener;
    this.attempts =
        new Attempts(
            remote.session().patience(),
            (attempt, cause, pause) ->
                listener.on(new Transfer.Paused(blob.digest(), attempt, cause, pause)));
  }

  /** Fetches, verifies and commits the blob. */
  void run() throws CaissonException, InterruptedException {
    boolean resumed = resume();
    listener.on(new Transfer.Started(blob.digest(), blob.size(), position));
    fetch();
    Digest actual = Digest.of(hash.digest());
    if (!actual.equals(blob.digest()) && resumed) {
      restart();
      fetch();
      actual = Digest.of(hash.digest());
    }
    if (!actual.equals(blob.digest())) {
      writer.restart();
      throw invalid("its digest is " + actual);
    }
    writer.commit();
    listener.on(new Transfer.Finished(blob.digest()));
  }

  /** Hashes what an earlier attempt left; returns whether that is anything. */
  private boolean resume() throws CaissonException {
    if (writer.length() > blob.size()) {
      writer.restart();
    }
    try (InputStream written = writer.written()) {
      byte[] buffer = new byte[BUFFER];
      for (int count = written.read(buffer); count >= 0; count = written.read(buffer)) {
        hash.update(buffer, 0, count);
        position += count;
      }
    } catch (CaissonException e) {
      throw e;
    } catch (IOException e) {
      throw Refusal.unavailable("read the first part of", blob.digest().toString(), e);
    }
    achieved = position;
    return position > 0;
  }

  private void restart() throws CaissonException {
    writer.restart();
    hash = Digest.sha256();
    position = 0;
    achieved = 0;
    listener.on(new Transfer.Advanced(blob.digest(), 0));
  }

  private void fetch() throws CaissonException, InterruptedException {
    while (position < blob.size()) {
      try (Reply reply = remote.session().ask(call(), Scope.pull(remote.repository()))) {
        if (Attempts.isTransient(reply)) {
          require(attempts.again(reply), () -> refusal(reply));
        } else {
          receive(reply);
        }
      } catch (IOException e) {
        Session.requireUninterrupted(e);
        if (position - achieved >= ACHIEVEMENT) {
          attempts.achieved();
          achieved = position;
        }
        require(attempts.again(e), () -> remote.session().failure(STEP, e));
      }
    }
  }

  private static void require(boolean again, Supplier<CaissonException> failure)
      throws CaissonException {
    if (!again) {
      throw failure.get();
    }
  }

  private CaissonException refusal(Reply reply) {
    return remote.session().refusal(STEP, remote.name() + "@" + blob.digest(), reply);
  }

  private boolean asksForRange() {
    return position > 0 && ranges;
  }

  private Call call() {
    Call call = Call.get(remote.uri("blobs/" + blob.digest())).with("Accept-Encoding", "identity");
    return asksForRange() ? call.with("Range", "bytes=" + position + "-") : call;
  }

  private void receive(Reply reply) throws IOException {
    boolean asked = asksForRange();
    if (reply.status() == Reply.OK) {
      receiveAll(reply);
    } else if (asked && reply.status() == Reply.PARTIAL_CONTENT && isWanted(reply)) {
      copy(reply.content());
    } else if (asked && isAboutRange(reply)) {
      // A server that has no use for ranges is asked for the whole.
      ranges = false;
    } else {
      throw refusal(reply);
    }
  }

  private static boolean isAboutRange(Reply reply) {
    return reply.status() == Reply.PARTIAL_CONTENT || reply.status() == Reply.RANGE_NOT_SATISFIABLE;
  }

  private void receiveAll(Reply reply) throws IOException {
    boolean plain = ContentCoding.isPlain(reply);
    // A head that tells another length lies about this blob, or is of another one.
    if (plain && reply.length().orElse(blob.size()) != blob.size()) {
      throw invalid("it has " + reply.length().getAsLong() + " bytes, not " + blob.size());
    }
    InputStream content = ContentCoding.decoded(reply);
    content.skipNBytes(position);
    copy(content);
  }

  /** Returns whether a part begins where it should, and is not encoded. */
  private boolean isWanted(Reply reply) {
    List<String> told = reply.headers().allValues("Content-Range");
    if (told.size() != 1 || !ContentCoding.isPlain(reply)) {
      return false;
    }
    Matcher range = CONTENT_RANGE.matcher(told.get(0).strip());
    return range.matches()
        && Long.parseLong(range.group(1)) == position
        && Long.parseLong(range.group(2)) < blob.size()
        && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == blob.size());
  }

  private void copy(InputStream content) throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (true) {
      long left = blob.size() - position;
      // One byte more is asked for, so that content that is too long shows.
      int count = content.read(buffer, 0, (int) Math.min(buffer.length, left + 1));
      if (count < 0) {
        requireEnd(left);
        return;
      }
      if (count > left) {
        throw invalid("it has more than its " + blob.size() + " bytes");
      }
      writer.append(buffer, 0, count);
      hash.update(buffer, 0, count);
      position += count;
      listener.on(new Transfer.Advanced(blob.digest(), position));
    }
  }

  private static void requireEnd(long left) throws EOFException {
    if (left > 0) {
      throw new EOFException("the content ends " + left + " bytes early");
    }
  }

  private CaissonException invalid(String cause) {
    return InvalidImage.reading(remote.name() + "@" + blob.digest(), cause);
  }
}
