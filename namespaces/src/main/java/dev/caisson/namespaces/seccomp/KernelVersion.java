package dev.caisson.namespaces.seccomp;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first two numbers of a kernel's version, which profiles ask for. */
record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {

  private static final Pattern RELEASE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?:\\D.*)?");
  private static final Pattern VERSION = Pattern.compile("\\d{1,3}\\.\\d{1,3}");
  private static final Comparator<KernelVersion> ORDER =
      Comparator.comparingInt(KernelVersion::major).thenComparingInt(KernelVersion::minor);

  /** Returns the version of a release as uname(2) tells it: {@code 6.18.44-generic}. */
  static Optional<KernelVersion> ofRelease(String release) {
    Matcher matcher = RELEASE.matcher(release);
    return matcher.matches()
        ? Optional.of(
            new KernelVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Returns the version of the kernel that runs; empty where its release has another form. */
  static Optional<KernelVersion> running() {
    return ofRelease(System.getProperty("os.version"));
  }

  /** Returns the version that a profile names: {@code 4.8}. */
  static Optional<KernelVersion> of(String version) {
    return VERSION.matcher(version).matches() ? ofRelease(version) : Optional.empty();
  }

  @Override
  public int compareTo(KernelVersion other) {
    return ORDER.compare(this, other);
  }
}
