package dev.caisson.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;

/**
 * The content of a request on its way: counts what is sent, and keeps the error of reading it,
 * which the JDK's publisher swallows.
 */
final class SentBody {

  private final Call.Body body;
  private final Trickle trickle;
  private volatile Optional<IOException> failure = Optional.empty();

  SentBody(Call.Body body, Trickle trickle) {
    this.body = body;
    this.trickle = trickle;
  }

  BodyPublisher publisher() {
    return body.length() == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), body.length());
  }

  /** Returns why the content could not be read, where that is what failed. */
  Optional<IOException> failure() {
    return failure;
  }

  private InputStream open() {
    try {
      return new Counted(body.source().open());
    } catch (IOException e) {
      failure = Optional.of(e);
      throw new UncheckedIOException(e);
    }
  }

  private final class Counted extends InputStream {

    private final InputStream content;

    Counted(InputStream content) {
      this.content = content;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int count = content.read(target, offset, length);
        trickle.flowed(Math.max(0, count));
        return count;
      } catch (IOException e) {
        failure = Optional.of(e);
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
