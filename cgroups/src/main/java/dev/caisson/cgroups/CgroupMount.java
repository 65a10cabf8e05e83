package dev.caisson.cgroups;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A mount of a cgroup hierarchy.
 *
 * @param root the group that is seen at the top of the mount, as the hierarchy names it
 * @param point where it is mounted
 * @param unified whether it is the v2 hierarchy
 * @param readOnly whether this mount of it is read-only
 * @param options the options of the hierarchy, among them the names of its v1 controllers
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">mountinfo(5)</a>
 */
record CgroupMount(
    String root, Path point, boolean unified, boolean readOnly, Set<String> options) {

  private static final Pattern SPACE = Pattern.compile(" ");

  /** Copies the options. */
  CgroupMount {
    options = Set.copyOf(options);
  }

  /** Returns the cgroup mounts among the lines of a mountinfo file, in its order. */
  static List<CgroupMount> parse(String mountInfo) {
    return mountInfo.lines().map(CgroupMount::parseLine).flatMap(Optional::stream).toList();
  }

  private static Optional<CgroupMount> parseLine(String line) {
    List<String> fields = Arrays.asList(SPACE.split(line));
    int separator = fields.indexOf("-");
    if (separator < 6 || fields.size() < separator + 4) {
      return Optional.empty();
    }
    String type = fields.get(separator + 1);
    if (!type.equals("cgroup") && !type.equals("cgroup2")) {
      return Optional.empty();
    }
    boolean readOnly = options(fields.get(5)).contains("ro");
    Set<String> options = options(fields.get(separator + 3));
    String root = unescape(fields.get(3));
    Path point = Path.of(unescape(fields.get(4)));
    return Optional.of(new CgroupMount(root, point, type.equals("cgroup2"), readOnly, options));
  }

  private static Set<String> options(String field) {
    return Set.copyOf(Arrays.asList(field.split(",", -1)));
  }

  /** Undoes the kernel's octal escapes: {@code \040} is a space. */
  static String unescape(String field) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\\' && i + 3 < bytes.length) {
        plain.write(Integer.parseInt(new String(bytes, i + 1, 3, StandardCharsets.US_ASCII), 8));
        i += 3;
      } else {
        plain.write(bytes[i]);
      }
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  /** Returns where a group of the hierarchy is seen in this mount; empty where it is not. */
  Optional<Path> locate(String group) {
    String prefix = root.equals("/") ? "/" : root + "/";
    if (group.equals(root)) {
      return Optional.of(point);
    }
    // A group outside of this cgroup namespace is shown as /../..
    return group.startsWith(prefix) && !group.contains("/..")
        ? Optional.of(point.resolve(group.substring(prefix.length())))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return (unified ? "cgroup v2 at " : "cgroup v1 at ") + point;
  }
}
