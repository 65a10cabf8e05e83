package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.Fd;
import dev.caisson.namespaces.IdMapping;
import dev.caisson.namespaces.IdMappings;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.NamespaceHandle;
import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.namespaces.NewNamespaces;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ids that stand for the users of root's containers: the same for all containers of a JVM. */
final class RemappedRange {

  private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");
  private static final int MAJOR = 6;
  private static final int MINOR = 6;

  private static @Nullable RemappedRange instance;

  private final IdMapping ids;
  private final NamespaceHandle namespace;

  private RemappedRange(IdMapping ids, NamespaceHandle namespace) {
    this.ids = ids;
    this.namespace = namespace;
  }

  /**
   * Returns the range of this JVM, chosen on first use.
   *
   * @throws UnsupportedHostException if the kernel is too old, or refuses user namespaces
   */
  static synchronized RemappedRange get() throws CaissonException, InterruptedException {
    if (instance == null) {
      requireKernel(System.getProperty("os.version"));
      IdMapping ids = FreeIds.onThisMachine().block();
      NewNamespaces wanted = NewNamespaces.of(Namespace.USER);
      // Kept open for good: it is what mounts are mapped by.
      NamespaceSet made = NamespaceSet.create(wanted.withIdMappings(IdMappings.of(ids)));
      instance = new RemappedRange(ids, made.get(Namespace.USER));
    }
    return instance;
  }

  /** Refuses kernels on which an overlay in a user namespace has no writable layer in memory. */
  static void requireKernel(String release) throws UnsupportedHostException {
    Matcher version = VERSION.matcher(release);
    boolean known = version.lookingAt();
    int major = known ? Integer.parseInt(version.group(1)) : 0;
    int minor = known ? Integer.parseInt(version.group(2)) : 0;
    if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
      throw new UnsupportedHostException(
          "map users of container",
          "",
          "Linux " + release + " is older than 6.6",
          Optional.of("run it with Users.HOST"));
    }
  }

  /** Returns which id outside stands for an id inside. */
  IdMapping ids() {
    return ids;
  }

  /** Returns a user namespace in which ids are mapped so. */
  Fd namespace() {
    return namespace.fd();
  }
}
