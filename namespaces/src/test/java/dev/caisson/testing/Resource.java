package dev.caisson.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The kinds of things that a test must not leave behind. */
enum Resource {
  FD {
    @Override
    void collect(Map<String, String> held) throws IOException {
      for (Path fd : list(Path.of("/proc/self/fd"))) {
        try {
          String target = Files.readSymbolicLink(fd).toString();
          if (!LAZY_FD.matcher(target).matches()) {
            String text = "fd " + fd.getFileName() + " -> " + target;
            held.put(text, text);
          }
        } catch (NoSuchFileException e) {
          // closed since it was listed; the listing's own fd always is
        }
      }
    }
  },

  MOUNT {
    @Override
    void collect(Map<String, String> held) throws IOException {
      for (MountInfo mount : MountInfo.all()) {
        if (!Owner.isAnotherJvm(mount.point())) {
          String text = "mount " + mount.id() + " of type " + mount.type() + " on " + mount.point();
          held.put(text, text);
        }
      }
    }
  },

  CHILD {
    @Override
    void collect(Map<String, String> held) throws IOException {
      for (Path task : list(Path.of("/proc/self/task"))) {
        for (String pid : read(task.resolve("children")).split(" ", -1)) {
          if (!pid.isBlank()) {
            held.put(pid, "process " + pid + " (" + read(Path.of("/proc", pid, "comm")) + ")");
          }
        }
      }
    }
  },

  THREAD {
    @Override
    void collect(Map<String, String> held) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (!SERVICE_THREAD.matcher(thread.getName()).matches()) {
          String kind = thread.isDaemon() ? " (daemon)" : "";
          held.put("" + thread.getId(), "thread '" + thread.getName() + "'" + kind);
        }
      }
    }
  },

  TEMPORARY_FILE {
    @Override
    void collect(Map<String, String> held) throws IOException {
      for (Path entry : list(Path.of(System.getProperty("java.io.tmpdir")), "caisson*")) {
        String name = entry.getFileName().toString();
        if (!Owner.isAnotherJvm(name) && !STAGING.matcher(name).matches() && isOurs(entry)) {
          held.put(entry.toString(), "temporary file " + entry);
        }
      }
    }
  },

  CGROUP {
    @Override
    void collect(Map<String, String> held) throws IOException {
      for (Path group : CgroupTree.ours()) {
        held.put(group.toString(), "cgroup " + group);
      }
    }
  };

  /** Opened by the JVM, or by the libffi of JNA, when it first needs them, and kept. */
  private static final Pattern LAZY_FD =
      Pattern.compile(
          ".*\\.jar|.*/lib/modules|/dev/u?random|/proc/[0-9]+/(fd|task)|.*/ffi\\w{6}"
              + " \\(deleted\\)");

  /** The empty folder, one for each user, that stays where containers mount what they stage. */
  private static final Pattern STAGING = Pattern.compile("caisson-[0-9]+");

  /** The threads of the JVM, of JNA and of the test runner, which come and go by themselves. */
  private static final Pattern SERVICE_THREAD =
      Pattern.compile(
          "(Common-|JNA )?Cleaner(-[0-9]+)?|process reaper.*|ForkJoinPool[-.].*|Attach Listener"
              + "|VirtualThread-unparker|surefire-.*|junit-.*");

  abstract void collect(Map<String, String> held) throws IOException;

  /**
   * What is there now: a key that stays the same while the thing lives, and a text for a reader.
   */
  Map<String, String> held() {
    Map<String, String> held = new TreeMap<>();
    try {
      collect(held);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return held;
  }

  /** Whether it belongs to this user; another one's tests may run beside these. */
  private static boolean isOurs(Path entry) throws IOException {
    try {
      return Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(Host.uid());
    } catch (NoSuchFileException e) {
      return false; // gone since it was listed
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    return list(folder, "*");
  }

  private static List<Path> list(Path folder, String glob) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    }
    return entries;
  }

  /** The text of a file of a process that may be gone; then it is empty. */
  private static String read(Path file) {
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
