package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A user of this machine.
 *
 * @param before the words by which a command is started as this user
 */
record Account(String name, int user, int group, List<String> before) {

  Account {
    before = List.copyOf(before);
  }

  /** Returns the user of this JVM. */
  static Account current() throws IOException {
    Path own = Path.of("/proc/self");
    return new Account(
        System.getProperty("user.name"),
        (Integer) Files.getAttribute(own, "unix:uid"),
        (Integer) Files.getAttribute(own, "unix:gid"),
        List.of());
  }

  /** Returns another user, whom root may become. */
  static Account of(String name) throws IOException, InterruptedException {
    Tool.require("setpriv", "util-linux");
    int user = id("-u", name);
    int group = id("-g", name);
    if (user == 0) {
      throw new IOException(name + " is root: name an ordinary user");
    }
    return new Account(
        name,
        user,
        group,
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--init-groups", "--reset-env"));
  }

  boolean isRoot() {
    return user == 0;
  }

  private static int id(String option, String name) throws IOException, InterruptedException {
    return Integer.parseInt(Tool.output(List.of("id", option, name)));
  }
}
