package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.caisson.error.RegistryException;
import dev.caisson.error.RegistryException.Reason;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that hangs, drips, closes midway, or has its own idea of ranges. */
final class BrokenConnectionTest {

  @TempDir Path folder;
  @AutoClose private TestRegistry registry;
  @AutoClose private Quick quick;
  private Sample sample;

  @BeforeEach
  void start() throws IOException {
    sample = Sample.of(1, 200_000);
    registry = TestRegistry.serving(sample);
    quick = Quick.client(folder, registry);
  }

  private Digest layer() {
    return sample.layers().get(0);
  }

  private byte[] bytes() {
    return sample.layer(0);
  }

  private void pullsAll() throws Exception {
    quick.pull(registry.reference());
    assertThat(quick.store().bytes(layer())).isEqualTo(bytes());
  }

  private void isUnavailable(String cause) {
    assertThatThrownBy(() -> quick.pull(registry.reference()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(cause)
        .extracting(e -> ((RegistryException) e).reason())
        .isEqualTo(Reason.UNAVAILABLE);
  }

  /** Returns where a request wants to begin. */
  private static int start(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
  }

  private void sendPart(HttpExchange exchange, String contentRange, int from) throws IOException {
    exchange.getResponseHeaders().add("Content-Range", contentRange);
    TestRegistry.answer(exchange, 206, Arrays.copyOfRange(bytes(), from, bytes().length));
  }

  /** Promises all that is left, sends some of it and closes. */
  private void sendSome(HttpExchange exchange, int from, int count) throws IOException {
    int length = bytes().length;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes " + from + "-" + (length - 1) + "/" + length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length - from);
    int end = Math.min(from + count, length);
    exchange.getResponseBody().write(bytes(), from, end - from);
    exchange.getResponseBody().flush();
    quick.awaitArrival(layer(), end);
  }

  /** Closes midway the first time, and does something else from then on. */
  private HttpHandler brokenThen(HttpHandler next) {
    return exchange -> {
      if (registry.seenOfBlob(layer()).size() == 1) {
        sendSome(exchange, 0, 100_000);
      } else {
        next.handle(exchange);
      }
    };
  }

  @Test
  void connectionThatClosesMidway_isResumedWhereItBroke() throws Exception {
    registry.onBlob(layer(), exchange -> sendSome(exchange, start(exchange), 90_000));
    pullsAll();

    assertThat(registry.seenOfBlob(layer())).hasSize(3);
    assertThat(registry.seenOfBlob(layer()).get(1).header("Range"))
        .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9][0-9]*-"));
    assertThat(quick.events()).filteredOn(Transfer.Paused.class::isInstance).hasSize(2);
  }

  @Test
  void connectionThatClosesEachTime_isGivenUp() {
    registry.onBlob(layer(), exchange -> sendSome(exchange, start(exchange), 1000));
    isUnavailable("broke off");
    assertThat(registry.seenOfBlob(layer())).hasSize(3);
  }

  @Test
  void partOfAnEarlierPull_isNotFetchedAgain() throws Exception {
    Files.write(quick.store().part(layer()), Arrays.copyOf(bytes(), 150_000));
    registry.onBlob(layer(), exchange -> sendSome(exchange, start(exchange), bytes().length));
    pullsAll();

    assertThat(registry.seenOfBlob(layer()).get(0).header("Range"))
        .isEqualTo(Optional.of("bytes=150000-"));
  }

  @Test
  void damagedPartOfAnEarlierPull_isForgotten() throws Exception {
    Files.write(quick.store().part(layer()), new byte[150_000]);
    registry.onBlob(layer(), exchange -> sendSome(exchange, start(exchange), bytes().length));
    pullsAll();
  }

  @Test
  void partThatIsComplete_needsNoRequest() throws Exception {
    Files.write(quick.store().part(layer()), bytes());
    pullsAll();

    assertThat(registry.seenOfBlob(layer())).isEmpty();
  }

  @Test
  void wholeInAnswerToARange_isUsedFromThere() throws Exception {
    registry.onBlob(layer(), brokenThen(exchange -> registry.usual(exchange)));
    pullsAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-9/10",
        "bytes 1-199999/*",
        "bytes */5",
        "octets 5-6/7",
        "bytes 99999999999999999999-1/2",
        ""
      })
  void wrongContentRange_makesItAskForTheWhole(String contentRange) throws Exception {
    registry.onBlob(
        layer(),
        brokenThen(
            exchange -> {
              if (start(exchange) > 0) {
                sendPart(exchange, contentRange, 0);
              } else {
                registry.usual(exchange);
              }
            }));
    pullsAll();
  }

  @Test
  void twoContentRanges_makeItAskForTheWhole() throws Exception {
    registry.onBlob(
        layer(),
        brokenThen(
            exchange -> {
              int from = start(exchange);
              if (from > 0) {
                String end = "-" + (bytes().length - 1) + "/" + bytes().length;
                exchange.getResponseHeaders().add("Content-Range", "bytes " + from + end);
                sendPart(exchange, "bytes 0" + end, 0);
              } else {
                registry.usual(exchange);
              }
            }));
    pullsAll();

    assertThat(registry.seenOfBlob(layer())).hasSize(3);
    assertThat(registry.seenOfBlob(layer()).get(2).header("Range")).isEmpty();
  }

  @Test
  void rangeThatCannotBeSatisfied_makesItAskForTheWhole() throws Exception {
    registry.onBlob(
        layer(),
        brokenThen(
            exchange -> {
              if (start(exchange) > 0) {
                TestRegistry.answer(exchange, 416, new byte[0]);
              } else {
                registry.usual(exchange);
              }
            }));
    pullsAll();
  }

  @Test
  void partWhereTheWholeWasAskedFor_isRefused() {
    registry.onBlob(layer(), exchange -> sendPart(exchange, "bytes 0-9/10", 0));
    assertThatThrownBy(() -> quick.pull(registry.reference()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("206");
  }

  @Test
  void missingLength_isNoObstacle() throws Exception {
    registry.onBlob(
        layer(),
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes());
          }
        });
    pullsAll();
  }

  @Test
  void registryThatHangsBeforeItsAnswer_isGivenUp() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    registry.onManifest("latest", exchange -> await(over));
    isUnavailable("no answer within 700 ms");
    over.countDown();

    assertThat(registry.seen()).hasSize(3);
  }

  @Test
  void registryThatHangsMidway_isGivenUp() {
    CountDownLatch over = new CountDownLatch(1);
    registry.onBlob(
        layer(),
        exchange -> {
          sendSome(exchange, start(exchange), 1000);
          await(over);
        });
    isUnavailable("fewer than 1024 bytes in 700 ms");
    over.countDown();

    assertThat(registry.seenOfBlob(layer())).hasSize(3);
  }

  @Test
  void registryThatDrips_isGivenUp() {
    CountDownLatch over = new CountDownLatch(1);
    registry.onBlob(
        layer(),
        exchange -> {
          int from = start(exchange);
          sendSome(exchange, from, 1);
          for (int i = from + 1; over.getCount() > 0; i++) {
            exchange.getResponseBody().write(bytes(), i, 1);
            exchange.getResponseBody().flush();
            pause();
          }
        });
    isUnavailable("fewer than 1024 bytes in 700 ms");
    over.countDown();
  }

  @Test
  void interrupt_endsAPullThatWaits() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    registry.onBlob(
        layer(),
        exchange -> {
          sendSome(exchange, 0, 1000);
          asked.countDown();
          await(over);
        });
    Thread puller = new Thread(() -> end.set(thrownBy(registry.reference())));
    puller.start();
    asked.await();
    puller.interrupt();
    puller.join();
    over.countDown();

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    assertThat(registry.seenOfBlob(layer())).hasSize(1);
  }

  private Throwable thrownBy(Reference reference) {
    try {
      quick.pull(reference);
      return new AssertionError("it ended");
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void statusThatMayPass_isTriedAgain() throws Exception {
    registry.onBlob(
        layer(),
        exchange -> {
          if (registry.seenOfBlob(layer()).size() < 3) {
            TestRegistry.answer(exchange, 503, new byte[0]);
          } else {
            registry.usual(exchange);
          }
        });
    pullsAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"315360000", "99999999999999999999", "Wed, 21 Oct 2099 07:28:00 GMT"})
  void retryAfterOfYears_isNotObeyed(String retryAfter) {
    registry.onManifest(
        "latest", TestRegistry.answering(429, new byte[0], "Retry-After", retryAfter));
    assertThatThrownBy(() -> quick.pull(registry.reference()))
        .isInstanceOf(RegistryException.class)
        .extracting(e -> ((RegistryException) e).reason())
        .isEqualTo(Reason.RATE_LIMITED);
  }

  @Test
  void nobodyThere_isToldAtOnce() throws Exception {
    Reference reference = registry.reference();
    registry.close();
    assertThatThrownBy(() -> quick.pull(reference))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("no connection");
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
