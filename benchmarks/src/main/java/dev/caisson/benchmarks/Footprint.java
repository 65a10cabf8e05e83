package dev.caisson.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param heap the bytes that are in use after a collection
 * @param resident the bytes of all memory, the heap included
 * @param descriptors open ones
 * @param threads the kernel's count, but for those by which the JDK awaits processes: it makes
 *     another where the last has not yet come back
 * @param groups control groups that Caisson made for this process
 * @param mounts that it sees
 * @param children processes that are its children, be they dead
 */
record Footprint(
    long heap,
    long resident,
    long descriptors,
    long threads,
    long groups,
    long mounts,
    long children) {

  private static final String REAPER = "process reaper";
  private static final int COLLECTIONS = 3;
  private static final long PAUSE_MILLIS = 50;

  static Footprint now() throws IOException, InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      // What a collection finds dead is let go by other threads.
      Thread.sleep(PAUSE_MILLIS);
    }
    return new Footprint(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        MemoryInfo.of("/proc/self/smaps_rollup").bytes("Rss"),
        count("/proc/self/fd"),
        countThreads(),
        groups(Path.of("/sys/fs/cgroup"), ProcessHandle.current().pid()),
        Files.readAllLines(Path.of("/proc/self/mountinfo")).size(),
        countChildren());
  }

  /** Reads what {@link #line} has written. */
  static Footprint parse(String line) {
    long[] numbers = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    return new Footprint(
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
  }

  String line() {
    return LongStream.of(heap, resident, descriptors, threads, groups, mounts, children)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  /** Returns the bytes besides those of a heap that is resident as a whole. */
  long nativeMemory(long wholeHeap) {
    return resident - wholeHeap;
  }

  /** Tells what is more than it was, but for memory. */
  List<String> leftSince(Footprint before) {
    List<String> left = new ArrayList<>();
    compare("descriptors", before.descriptors, descriptors, left);
    compare("threads", before.threads, threads, left);
    compare("control groups", before.groups, groups, left);
    compare("mounts", before.mounts, mounts, left);
    compare("child processes", before.children, children, left);
    return left;
  }

  private static void compare(String what, long before, long after, List<String> left) {
    if (after > before) {
      left.add(after + " " + what + ", and " + before + " before");
    }
  }

  private static long countThreads() throws IOException {
    return ofEachThread("comm").stream().filter(name -> !name.startsWith(REAPER)).count();
  }

  // Each thread has its own.
  private static long countChildren() throws IOException {
    return ofEachThread("children").stream()
        .flatMapToInt(String::chars)
        .filter(character -> character == ' ')
        .count();
  }

  private static List<String> ofEachThread(String file) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        try {
          texts.add(Files.readString(thread.resolve(file)));
        } catch (IOException e) {
          // It has ended meanwhile.
        }
      }
    }
    return texts;
  }

  private static long count(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.count();
    }
  }

  // They are in caisson/<pid>-<random>, wherever that is; others may remove theirs meanwhile.
  private static long groups(Path hierarchies, long pid) throws IOException {
    String own = "/caisson/" + pid + "-";
    AtomicInteger count = new AtomicInteger();
    Files.walkFileTree(
        hierarchies,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.toString().contains(own)) {
              count.incrementAndGet();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return count.get();
  }
}
