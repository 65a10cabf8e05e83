package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own in which our containers run: {@link ContainerServer}.
 *
 * @param before what Java is started by, as another user or in other namespaces
 * @param options the JVM's
 * @param touched the MiB of the heap that are in use
 * @param root what the containers are made from: {@code dir:FOLDER}, {@code oci:LAYOUT}, or {@code
 *     opened:LAYOUT} for an image that is opened once
 */
record ServerJvm(
    List<String> before, List<String> options, int touched, Isolation isolation, String root) {

  static ServerJvm of(Native programs, Isolation isolation)
      throws IOException, InterruptedException {
    return new ServerJvm(List.of(), List.of(), 0, isolation, "dir:" + programs.root());
  }

  ServerJvm startedBy(List<String> other) {
    return new ServerJvm(other, options, touched, isolation, root);
  }

  /** Returns one whose heap is of this size, of which so many MiB are in use. */
  ServerJvm withHeap(int mebibytes, int used) {
    List<String> size = List.of("-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m");
    return new ServerJvm(before, size, used, isolation, root);
  }

  /**
   * Returns one whose heap is resident as a whole, and whose threads do not come and go by
   * themselves, so that what is more is the containers'.
   */
  ServerJvm steady(int mebibytes) {
    List<String> steady =
        List.of(
            "-Xms" + mebibytes + "m",
            "-Xmx" + mebibytes + "m",
            "-XX:+AlwaysPreTouch",
            "-XX:-UseDynamicNumberOfGCThreads",
            "-XX:-UseDynamicNumberOfCompilerThreads");
    return new ServerJvm(before, steady, touched, isolation, root);
  }

  ServerJvm withRoot(String other) {
    return new ServerJvm(before, options, touched, isolation, other);
  }

  Served start() throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(java());
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ContainerServer.class.getName(),
            Integer.toString(touched),
            isolation.name(),
            root));
    return new Served("the JVM of our containers", command);
  }

  static String java() {
    return System.getProperty("java.home") + "/bin/java";
  }
}
