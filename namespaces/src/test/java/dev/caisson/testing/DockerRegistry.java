package dev.caisson.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's docker-registry on loopback, with a configuration of the test's own. */
public final class DockerRegistry implements AutoCloseable {

  private final Process process;
  private final int port;

  private DockerRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one that anybody may use. */
  public static DockerRegistry start(Path folder) throws IOException, InterruptedException {
    return start(folder, "", "");
  }

  /**
   * Starts one.
   *
   * @param http further lines of its section {@code http}, each indented by two spaces
   * @param rest further sections
   */
  public static DockerRegistry start(Path folder, String http, String rest)
      throws IOException, InterruptedException {
    int port = freePort();
    String config =
        """
        version: 0.1
        log: {level: warn}
        storage:
          filesystem: {rootdirectory: %s}
          delete: {enabled: true}
        http:
          addr: 127.0.0.1:%d
          secret: test
        """
            .formatted(folder.resolve("data"), port);
    Path file = folder.resolve("config.yml");
    Files.writeString(file, config + http + rest);
    Process process =
        new ProcessBuilder("docker-registry", "serve", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    DockerRegistry registry = new DockerRegistry(process, port);
    registry.await(folder.resolve("log"));
    return registry;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await(Path log) throws IOException, InterruptedException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        Thread.sleep(20);
      }
    }
  }

  /** Returns its name, with its port. */
  public String host() {
    return "localhost:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
