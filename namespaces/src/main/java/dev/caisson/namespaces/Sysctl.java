package dev.caisson.namespaces;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A kernel parameter that each namespace has for itself, and its value.
 *
 * <p>Those are {@code kernel.domainname} (UTS); {@code kernel.msgmax}, {@code msgmnb}, {@code
 * msgmni}, {@code sem}, {@code shmall}, {@code shmmax}, {@code shmmni}, {@code shm_rmid_forced},
 * and all of {@code fs.mqueue} (IPC); and all of {@code net} (NET), as far as a network namespace
 * shows it. Any other is the whole machine's, and refused.
 *
 * @param name with dots
 * @param value one line, of at most 4,095 characters
 * @see <a href="https://docs.kernel.org/admin-guide/sysctl/index.html">Documentation for
 *     /proc/sys</a>
 */
public record Sysctl(String name, String value) {

  // No dot or slash in a part, so that none leads elsewhere.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
  // One line: nothing that a reader could take for a second parameter (CVE-2022-0811).
  private static final Pattern VALUE = Pattern.compile("[ -~\\t]{1,4095}");
  private static final String DOMAIN_NAME = "kernel.domainname";
  private static final Set<String> IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shm_rmid_forced",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni");

  /**
   * Checks name and value.
   *
   * @throws IllegalArgumentException if the name is malformed or no namespace's, or the value is
   *     not one line of printable characters
   */
  public Sysctl {
    Objects.requireNonNull(name, "sysctl");
    Objects.requireNonNull(value, "value of " + name);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a sysctl, with dots: " + name);
    }
    if (name.equals("kernel.hostname")) {
      throw new IllegalArgumentException("kernel.hostname is set by the container's host name");
    }
    namespaceOf(name);
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "value of sysctl " + name + " is not one line of printable characters: " + value);
    }
    if (name.equals(DOMAIN_NAME) && value.length() > 64) {
      throw new IllegalArgumentException("domain name of more than 64 characters: " + value);
    }
  }

  /** Returns the kind of namespace that has it. */
  public Namespace namespace() {
    return namespaceOf(name);
  }

  private static Namespace namespaceOf(String name) {
    if (name.startsWith("net.")) {
      return Namespace.NET;
    }
    if (IPC.contains(name) || name.startsWith("fs.mqueue.")) {
      return Namespace.IPC;
    }
    if (name.equals(DOMAIN_NAME)) {
      return Namespace.UTS;
    }
    throw new IllegalArgumentException(
        "sysctl " + name + " is the whole machine's, not a namespace's");
  }

  /** Returns its file, from {@code /proc/sys} on: {@code net/ipv4/ip_forward}. */
  public String path() {
    return name.replace('.', '/');
  }

  /** Returns {@code net.ipv4.ip_forward=1}. */
  @Override
  public String toString() {
    return name + "=" + value;
  }
}
