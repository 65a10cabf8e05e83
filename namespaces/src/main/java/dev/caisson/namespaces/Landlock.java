package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.LandlockAbi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a command and its descendants may do to files and ports, whoever they are: the rights that
 * it names are refused but where a rule allows them.
 *
 * <pre>{@code
 * Landlock.of(LandlockRight.ofFiles())
 *     .allowing("/", LandlockRight.reading())
 *     .allowing("/tmp", LandlockRight.ofFiles());
 * }</pre>
 *
 * @param refused the rights that are refused without a rule
 * @param paths rules for paths of the container
 * @param ports rules for TCP ports
 * @param scopes what is refused towards other processes
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html">Landlock: unprivileged access
 *     control</a>
 */
public record Landlock(
    Set<LandlockRight> refused,
    List<PathRule> paths,
    List<PortRule> ports,
    Set<LandlockScope> scopes) {

  private static final List<String> KERNELS = List.of("5.13", "5.19", "6.2", "6.7", "6.10", "6.12");
  private static final int HIGHEST_PORT = 65535;

  /** What is allowed at a path, and at all below it. */
  public record PathRule(String path, Set<LandlockRight> rights) {

    /** Checks both. */
    public PathRule {
      rights = ordered(rights, LandlockRight.class);
      Path plain = Path.of(path);
      if (!plain.isAbsolute() || !plain.equals(plain.normalize())) {
        throw new IllegalArgumentException("not a plain absolute path: " + path);
      }
      requireSome(rights, true, path);
    }
  }

  /** What is allowed at a port, 0 to 65535; bound to 0 means any that the kernel chooses. */
  public record PortRule(int port, Set<LandlockRight> rights) {

    /** Checks both. */
    public PortRule {
      rights = ordered(rights, LandlockRight.class);
      if (port < 0 || port > HIGHEST_PORT) {
        throw new IllegalArgumentException("not a port: " + port);
      }
      requireSome(rights, false, Integer.toString(port));
    }
  }

  private static void requireSome(Set<LandlockRight> rights, boolean ofFiles, String at) {
    if (rights.isEmpty()) {
      throw new IllegalArgumentException("a rule that allows nothing at " + at);
    }
    if (!LandlockRight.select(rights, !ofFiles).isEmpty()) {
      throw new IllegalArgumentException("a rule with rights of another kind at " + at + rights);
    }
  }

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if nothing is refused, or a rule allows what is not refused
   */
  public Landlock {
    refused = ordered(refused, LandlockRight.class);
    paths = List.copyOf(paths);
    ports = List.copyOf(ports);
    scopes = ordered(scopes, LandlockScope.class);
    if (refused.isEmpty() && scopes.isEmpty()) {
      throw new IllegalArgumentException("Landlock that refuses nothing");
    }
    for (PathRule rule : paths) {
      requireRefused(rule.rights(), refused, rule.path());
    }
    for (PortRule rule : ports) {
      requireRefused(rule.rights(), refused, "port " + rule.port());
    }
  }

  private static void requireRefused(
      Set<LandlockRight> rights, Set<LandlockRight> refused, String at) {
    for (LandlockRight right : rights) {
      if (!refused.contains(right)) {
        throw new IllegalArgumentException(
            right + " is allowed at " + at + ", but it is refused nowhere");
      }
    }
  }

  private static <E extends Enum<E>> Set<E> ordered(Set<E> set, Class<E> type) {
    EnumSet<E> copy = EnumSet.noneOf(type);
    copy.addAll(set);
    return Collections.unmodifiableSet(copy);
  }

  /** Returns what refuses these rights everywhere. */
  public static Landlock of(Set<LandlockRight> refused) {
    return new Landlock(refused, List.of(), List.of(), Set.of());
  }

  /** Returns what refuses these rights everywhere. */
  public static Landlock of(LandlockRight... refused) {
    return of(LandlockRight.setOf(refused));
  }

  /** Returns what refuses nothing but to reach processes that are not the command's descendants. */
  public static Landlock ofScopes(LandlockScope... scopes) {
    return new Landlock(Set.of(), List.of(), List.of(), Set.of(scopes));
  }

  /**
   * Returns this with rights allowed at a path of the container, and at all below it; it must be
   * there when the command starts.
   *
   * <p>Each command looks it up for itself, links included. So do not give more rights below a path
   * at which the rules allow to make links: one command could lead a later one's rule elsewhere.
   */
  public Landlock allowing(String path, Set<LandlockRight> rights) {
    return new Landlock(refused, plus(paths, new PathRule(path, rights)), ports, scopes);
  }

  /** Returns this with rights allowed at a path. */
  public Landlock allowing(String path, LandlockRight... rights) {
    return allowing(path, LandlockRight.setOf(rights));
  }

  /** Returns this with rights allowed at a TCP port. */
  public Landlock allowingPort(int port, LandlockRight... rights) {
    PortRule rule = new PortRule(port, LandlockRight.setOf(rights));
    return new Landlock(refused, paths, plus(ports, rule), scopes);
  }

  /** Returns this with a bar between the command with its descendants and all other processes. */
  public Landlock scoped(LandlockScope... scopes) {
    Set<LandlockScope> all = EnumSet.noneOf(LandlockScope.class);
    all.addAll(this.scopes);
    all.addAll(List.of(scopes));
    return new Landlock(refused, paths, ports, all);
  }

  private static <T> List<T> plus(List<T> list, T one) {
    List<T> longer = new ArrayList<>(list);
    longer.add(one);
    return longer;
  }

  /** Returns the refused rights about files, as the kernel takes them. */
  public long fileBits() {
    return LandlockRight.bits(LandlockRight.select(refused, true));
  }

  /** Returns the refused rights about ports, as the kernel takes them. */
  public long portBits() {
    return LandlockRight.bits(LandlockRight.select(refused, false));
  }

  /** Returns the version of Landlock that is the first to know all of it. */
  public int abi() {
    int ofRights = refused.stream().mapToInt(LandlockRight::abi).max().orElse(1);
    return scopes.isEmpty() ? ofRights : Math.max(LandlockScope.ABI, ofRights);
  }

  /**
   * Finds out whether this machine's kernel knows all of it.
   *
   * @throws UnsupportedHostException if it does not
   */
  public void requireHost() throws CaissonException {
    OptionalInt host = LandlockAbi.ofKernel();
    if (host.isPresent() && host.getAsInt() >= abi()) {
      return;
    }
    String cause =
        host.isPresent()
            ? "the kernel has version " + host.getAsInt() + " of it, and this needs " + abi()
            : "the kernel has none, or it was not enabled at boot";
    throw new UnsupportedHostException(
        "restrict by Landlock",
        refused.toString(),
        cause,
        Optional.of(
            "Linux " + KERNELS.get(abi() - 1) + " or newer is needed, with lsm=landlock,..."));
  }
}
