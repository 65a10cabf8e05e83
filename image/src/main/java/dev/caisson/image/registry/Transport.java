package dev.caisson.image.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client with redirects off, limits on waiting, and an end.
 *
 * <p>Redirects are off because JDK 17 passes Authorization on to wherever they lead. Before JDK 21
 * an HttpClient can't be closed: its selector's thread ends when the client is garbage, or when it
 * is interrupted. So the client is built in a thread group of our own, where its thread is found.
 */
final class Transport implements AutoCloseable {

  private static final int THREADS = 4;
  private static final Duration LAST_WAIT = Duration.ofSeconds(2);
  private static final ThreadGroup GROUP = new ThreadGroup("caisson-registry");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Patience patience;
  private final ExecutorService executor;
  private final HttpClient client;
  private final List<Thread> selectors;

  private Transport(
      Patience patience, ExecutorService executor, HttpClient client, List<Thread> selectors) {
    this.patience = patience;
    this.executor = executor;
    this.client = client;
    this.selectors = selectors;
  }

  static Transport open(Patience patience, ProxySelector proxies, SSLContext trust) {
    return open(patience, proxies, trust, HttpClient.Redirect.NEVER);
  }

  static Transport open(
      Patience patience, ProxySelector proxies, SSLContext trust, HttpClient.Redirect redirects) {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, Transport::daemon);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(redirects)
            .connectTimeout(patience.connect())
            .proxy(proxies)
            .sslContext(trust)
            .executor(executor);
    synchronized (NUMBER) {
      List<Thread> before = threads();
      HttpClient client = build(builder);
      List<Thread> selectors =
          threads().stream().filter(thread -> !before.contains(thread)).toList();
      return new Transport(patience, executor, client, selectors);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caisson-registry-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Builds in a thread of the group: the client's own thread is of the group of its maker. */
  private static HttpClient build(HttpClient.Builder builder) {
    AtomicReference<HttpClient> built = new AtomicReference<>();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    Thread builds = new Thread(GROUP, () -> built.set(builder.build()), "caisson-registry-build");
    builds.setUncaughtExceptionHandler((thread, error) -> failed.set(error));
    builds.start();
    joinFully(builds);
    HttpClient client = built.get();
    if (client == null) {
      throw new IllegalStateException("the HTTP client can't be built", failed.get());
    }
    return client;
  }

  private static void joinFully(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Thread> threads() {
    Thread[] all = new Thread[GROUP.activeCount() + 8];
    return List.copyOf(Arrays.asList(all).subList(0, GROUP.enumerate(all)));
  }

  /**
   * Sends a request and waits for the head of the answer.
   *
   * @param sent what has flowed of the request's own content
   */
  Reply send(HttpRequest request, Trickle sent) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<BodyStream>> future =
        client.sendAsync(request, head -> new BodyStream(patience));
    try {
      HttpResponse<BodyStream> response = await(future, request, sent);
      return new Reply(response.statusCode(), response.headers(), response.uri(), response.body());
    } catch (IOException | InterruptedException e) {
      future.cancel(true);
      future.handle(Transport::abandon).isDone();
      throw e;
    }
  }

  private HttpResponse<BodyStream> await(
      CompletableFuture<HttpResponse<BodyStream>> future, HttpRequest request, Trickle sent)
      throws IOException, InterruptedException {
    boolean uploads = request.bodyPublisher().filter(p -> p.contentLength() != 0).isPresent();
    long wait = uploads ? sent.nanosLeft() : patience.answer().toNanos();
    while (true) {
      long from = System.nanoTime();
      try {
        return future.get(wait, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        sent.waited(System.nanoTime() - from);
        wait = uploads ? sent.nanosLeft() : 0;
        if (wait == 0) {
          throw new HttpTimeoutException(
              "no answer within " + patience.answer().toMillis() + " ms");
        }
      } catch (ExecutionException e) {
        throw failure(e);
      }
    }
  }

  private static boolean abandon(@Nullable HttpResponse<BodyStream> late, Throwable failure) {
    if (late != null) {
      late.body().close();
    }
    return true;
  }

  /** Timeouts of the JDK's may be InterruptedIOException, which here means an interrupt only. */
  private static IOException failure(ExecutionException failed) {
    return failed.getCause() instanceof IOException io && !(io instanceof InterruptedIOException)
        ? io
        : new IOException(failed.getCause());
  }

  /** Breaks off what is under way, and waits for its threads to end. */
  @Override
  public void close() {
    selectors.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + LAST_WAIT.toNanos();
    try {
      for (Thread selector : selectors) {
        TimeUnit.NANOSECONDS.timedJoin(selector, Math.max(1, deadline - System.nanoTime()));
      }
      executor.shutdownNow();
      executor.awaitTermination(LAST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
