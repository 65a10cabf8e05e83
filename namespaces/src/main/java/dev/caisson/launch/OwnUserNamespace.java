package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Credentials;
import dev.caisson.linux.NamespaceFile;
import dev.caisson.namespaces.IdMapping;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** A new user namespace whose root is the JVM's user, and which has no other. */
final class OwnUserNamespace {

  private OwnUserNamespace() {}

  /**
   * Makes it; it lasts as long as it is open, or somebody is in it.
   *
   * @throws dev.caisson.error.UnsupportedHostException if the kernel refuses user namespaces
   */
  static NamespaceFile open() throws CaissonException {
    try (NamespaceHolder holder = NamespaceHolder.start(EnumSet.of(Namespace.USER), false)) {
      new IdMaps(holder.pid())
          .write(
              List.of(new IdMapping(0, Credentials.effectiveUser(), 1)),
              List.of(new IdMapping(0, Credentials.effectiveGroup(), 1)),
              true);
      return NamespaceFile.open(Path.of("/proc/" + holder.pid() + "/ns/user"));
    }
  }
}
