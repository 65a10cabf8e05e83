package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Containers and the JVM's threads have nothing to do with each other. */
final class ThreadDeathTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract extends OnBusybox {

    private static final int MANY = 50;

    @Test
    void containerOfAThreadThatEnds_goesOn() throws Exception {
      CompletableFuture<RunningContainer> started = new CompletableFuture<>();
      Thread starter =
          new Thread(
              () -> {
                try {
                  started.complete(busybox("cat").stdin(Input.pipe()).start());
                } catch (Exception e) {
                  started.completeExceptionally(e);
                }
              });
      starter.start();
      starter.join();
      try (RunningContainer cat = started.get()) {
        cat.stdin().write('x');
        assertThat(cat.stdout().read()).isEqualTo('x');
        cat.stdin().close();
        assertThat(cat.waitFor().isSuccess()).isTrue();
      }
    }

    @Test
    void fiftyContainersAtOnce_takeOneThread() throws Exception {
      Set<Long> before = threads();
      List<RunningContainer> running = new ArrayList<>();
      try {
        for (int i = 0; i < MANY; i++) {
          running.add(busybox("cat").stdin(Input.pipe()).stdout(Output.capture()).start());
        }
        // The loop's own runs already.
        assertThat(before).containsAll(threads());
        for (RunningContainer each : running) {
          each.stdin().write(("container " + each.pid()).getBytes(StandardCharsets.UTF_8));
          each.stdin().close();
        }
        for (RunningContainer each : running) {
          assertThat(each.waitFor().stdout().text()).isEqualTo("container " + each.pid());
        }
      } finally {
        for (RunningContainer each : running) {
          each.close();
        }
      }
    }

    @Test
    void startsFromManyThreads_areIndependent() throws Exception {
      Container echo = busybox("sh", "-c", "echo $HOSTNAME; hostname").build();
      List<CompletableFuture<String>> said = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        said.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return echo.run().stdout().text();
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                }));
      }
      for (CompletableFuture<String> each : said) {
        String[] names = each.get(60, TimeUnit.SECONDS).split("\n", -1);
        assertThat(names[0]).isEqualTo(names[1]).hasSize(12);
      }
    }

    @Test
    void exitCodes_areNotLostWhereTheStageIsLate() throws Exception {
      // With more starts than processors, a container may have ended before its stage reports it.
      List<CompletableFuture<Integer>> codes = new ArrayList<>();
      ExecutorService starters = Executors.newFixedThreadPool(8);
      try {
        for (int i = 0; i < 4 * MANY; i++) {
          Container exit = busybox("sh", "-c", "exit " + (i + 1)).build();
          codes.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return exit.run().exitCode().orElseThrow();
                    } catch (Exception e) {
                      throw new CompletionException(e);
                    }
                  },
                  starters));
        }
        for (int i = 0; i < codes.size(); i++) {
          assertThat(codes.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
      } finally {
        starters.shutdown();
        assertThat(starters.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      }
    }

    private static Set<Long> threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> !thread.getName().contains("ForkJoinPool"))
          .map(Thread::getId)
          .collect(Collectors.toSet());
    }
  }
}
