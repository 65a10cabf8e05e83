package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the statistics of one group again and again, from files that it holds open: some 12 on v1,
 * and 16 on v2. A read costs a system call for each, and allocates what it returns.
 *
 * <p>Any thread may use it. It belongs to whoever opened it, and may outlive the group, whose
 * statistics it then can't read.
 */
public final class StatisticsReader implements AutoCloseable {

  private final OpenCounters files;
  private final Optional<CpuCounters> cpu;
  private final Optional<MemoryCounters> memory;
  private final Optional<PidsCounters> pids;
  private final Optional<IoCounters> io;
  private final PressureCounters pressure;
  private final List<HugetlbCounters> hugetlb;
  private boolean closed;

  private StatisticsReader(OpenCounters files) throws CaissonException {
    this.files = files;
    cpu = CpuCounters.open(files);
    memory = MemoryCounters.open(files);
    pids = PidsCounters.open(files);
    io = IoCounters.open(files);
    pressure = PressureCounters.open(files);
    hugetlb = HugetlbCounters.open(files);
  }

  static StatisticsReader open(List<Member> members) throws CaissonException {
    OpenCounters files = new OpenCounters(members);
    try {
      return new StatisticsReader(files);
    } catch (CaissonException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /**
   * Reads what the group has used until now; numbers of different files are read one after another.
   *
   * @throws IllegalStateException once closed
   * @throws CaissonException if a file can't be read; {@code ENODEV} once the group is removed
   */
  public synchronized Statistics read() throws CaissonException {
    if (closed) {
      throw new IllegalStateException("reader of statistics is closed");
    }
    List<HugetlbStatistics> pages = List.of();
    if (!hugetlb.isEmpty()) {
      pages = new ArrayList<>(hugetlb.size());
      for (HugetlbCounters size : hugetlb) {
        pages.add(size.read());
      }
    }
    return new Statistics(
        cpu.isPresent() ? Optional.of(cpu.get().read()) : Optional.empty(),
        memory.isPresent() ? Optional.of(memory.get().read()) : Optional.empty(),
        pids.isPresent() ? Optional.of(pids.get().read()) : Optional.empty(),
        io.isPresent() ? Optional.of(io.get().read()) : Optional.empty(),
        pressure.read(),
        pages);
  }

  /** Closes the files; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      files.close();
    }
  }
}
