package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import dev.caisson.error.UnsupportedHostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a security module of this machine is to confine a command by.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/LSM/index.html">Linux Security Module Usage</a>
 */
public sealed interface SecurityLabel {

  /** Returns the module's name. */
  String module();

  /** Returns the label. */
  String name();

  /** Returns the file in {@code /proc/thread-self/attr} to which it is written. */
  String file();

  /** Returns what is written, for the next execve(2) to make it hold. */
  String content();

  /** Returns whether this machine's kernel has the module, and uses it. */
  boolean isModuleThere();

  /**
   * Finds out whether this machine's kernel has the module, and uses it.
   *
   * @throws UnsupportedHostException if it does not
   */
  default void requireHost() throws CaissonException {
    if (!isModuleThere()) {
      throw new UnsupportedHostException(
          "confine by " + module(),
          name(),
          "the kernel has no " + module() + ", or it was not enabled at boot",
          Optional.of("start without a label, or on a machine that has " + module()));
    }
  }

  /**
   * A profile of AppArmor's, which must be loaded: {@code docker-default}.
   *
   * @see <a href="https://docs.kernel.org/admin-guide/LSM/apparmor.html">AppArmor</a>
   */
  record AppArmor(String name) implements SecurityLabel {

    private static final Pattern NAME = Pattern.compile("[!-~]([ -~]{0,2000}[!-~])?");
    private static final Path ENABLED = Path.of("/sys/module/apparmor/parameters/enabled");

    /** Checks that the name is one line. */
    public AppArmor {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not the name of an AppArmor profile: " + name);
      }
    }

    @Override
    public String module() {
      return "AppArmor";
    }

    @Override
    public String file() {
      return "apparmor/exec";
    }

    @Override
    public String content() {
      return "exec " + name;
    }

    @Override
    public boolean isModuleThere() {
      try {
        return Files.readString(ENABLED).startsWith("Y");
      } catch (IOException e) {
        // A kernel without the module does not have the file.
        return false;
      }
    }
  }

  /**
   * A context of SELinux's: {@code system_u:system_r:container_t:s0:c1,c2}.
   *
   * @see <a href="https://docs.kernel.org/admin-guide/LSM/SELinux.html">SELinux</a>
   */
  record Selinux(String name) implements SecurityLabel {

    private static final Pattern CONTEXT = Pattern.compile("[!-9;-~]+(:[!-9;-~]+){2,4}");

    /** Checks that it is of three parts or more. */
    public Selinux {
      if (name.length() > 4000 || !CONTEXT.matcher(name).matches()) {
        throw new IllegalArgumentException("not an SELinux context: " + name);
      }
    }

    @Override
    public String module() {
      return "SELinux";
    }

    @Override
    public String file() {
      return "exec";
    }

    @Override
    public String content() {
      return name;
    }

    @Override
    public boolean isModuleThere() {
      // The kernel makes it where SELinux is enabled.
      return Files.isDirectory(Path.of("/sys/fs/selinux"));
    }
  }
}
