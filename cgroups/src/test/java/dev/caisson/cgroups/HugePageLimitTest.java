package dev.caisson.cgroups;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of huge pages, by what mmap(2) says. */
@RootTest
@NeedsTool("gcc")
final class HugePageLimitTest {

  private static final long SIZE = 2 << 20;
  private static final Path POOL =
      Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
  // Maps and touches as many pages as its argument says.
  private static final String SOURCE =
      """
      #include <stdlib.h>
      #include <sys/mman.h>
      #include <unistd.h>
      int main(int count, char **words) {
        int pages = atoi(words[1]);
        char *memory = mmap(NULL, pages << 21, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
        if (memory == MAP_FAILED) return 3;
        for (int i = 0; i < pages; i++) memory[i << 21] = 1;
        if (count > 2) sleep(60);
        return 0;
      }
      """;

  private final Cgroups cgroups = Cgroups.host();

  @TempDir private Path folder;
  private Path program;
  private String pool;

  @BeforeEach
  void prepare() throws Exception {
    program = folder.resolve("map");
    Process compiler =
        new ProcessBuilder("gcc", "-x", "c", "-", "-o", program.toString())
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (var input = compiler.getOutputStream()) {
      input.write(SOURCE.getBytes(UTF_8));
    }
    assertThat(compiler.waitFor()).isZero();
    pool = Files.readString(POOL).strip();
    Files.writeString(POOL, Long.toString(Long.parseLong(pool) + 4));
  }

  @AfterEach
  void removeAll() throws CaissonException, IOException {
    cgroups.removeAll();
    Files.writeString(POOL, pool);
  }

  private int map(Cgroup group, int pages) throws Exception {
    Process process = Placed.start(group, "exec " + program + " " + pages);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static Limits pages(Bound bytes) {
    return Limits.none().with(HugetlbLimits.none().withMax(SIZE, bytes));
  }

  @Test
  void hugePages_pastTheLimit_areRefused_untilItIsLifted() throws Exception {
    try (Cgroup group = cgroups.create("pages", pages(Bound.of(2 * SIZE)))) {
      assertThat(map(group, 2)).isZero();
      assertThat(map(group, 3)).isEqualTo(3);
      group.limit(pages(Bound.UNLIMITED));
      assertThat(map(group, 3)).isZero();
    }
  }

  @Test
  void hugePages_inUse_areCounted() throws Exception {
    try (Cgroup group = cgroups.create("counted", pages(Bound.UNLIMITED));
        StatisticsReader reader = group.statisticsReader()) {
      Process holder = Placed.start(group, "exec " + program + " 2 stay");
      while (used(reader) < 2 * SIZE) {
        Thread.sleep(5);
      }
      assertThat(used(reader)).isEqualTo(2 * SIZE);
      group.kill();
      assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static long used(StatisticsReader reader) throws CaissonException {
    return reader.read().hugetlb().stream()
        .filter(pages -> pages.pageSize() == SIZE)
        .findFirst()
        .orElseThrow()
        .current();
  }

  @Test
  void size_thatTheHostLacks_isRefusedAndLeavesNothing() throws Exception {
    Limits limits = Limits.none().with(HugetlbLimits.none().withMax(1 << 14, Bound.of(0)));
    assertThatExceptionOfType(UnsupportedHostException.class)
        .isThrownBy(() -> cgroups.create("none", limits))
        .withMessageContaining("hugetlb.16KB.")
        .withMessageContaining("/sys/kernel/mm/hugepages");
    cgroups.create("none", Limits.none()).close();
  }
}
