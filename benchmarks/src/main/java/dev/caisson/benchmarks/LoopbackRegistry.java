package dev.caisson.benchmarks;

import dev.caisson.image.ImageStore;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.Transfer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's docker-registry on loopback, with one image. */
final class LoopbackRegistry implements AutoCloseable {

  private static final long PAUSE_MILLIS = 20;

  private final Process process;
  private final RegistryClient client;
  private final Reference image;

  private LoopbackRegistry(Process process, RegistryClient client, int port) {
    this.process = process;
    this.client = client;
    this.image = Reference.parse("localhost:" + port + "/benchmark:1");
  }

  /** Starts one that keeps its files in an empty folder, and sends it the image. */
  static LoopbackRegistry with(SingleImage image, Path folder)
      throws IOException, InterruptedException {
    Tool.require("docker-registry", "docker-registry");
    RegistryClient client = RegistryClient.builder().build();
    int port = freePort();
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: 127.0.0.1:%d, secret: benchmark}
        """
            .formatted(folder.resolve("data"), port));
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    LoopbackRegistry registry = new LoopbackRegistry(process, client, port);
    try {
      registry.await(port, folder.resolve("log"));
      registry.receive(image, folder.resolve("store"));
      return registry;
    } catch (IOException | InterruptedException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await(int port, Path log) throws IOException, InterruptedException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("docker-registry ended: " + Files.readString(log), e);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private void receive(SingleImage sent, Path folder) throws IOException, InterruptedException {
    ImageStore store = ImageStore.at(folder);
    String loaded = store.load(sent.layout()).get(0).id().toString();
    store.push(client, loaded, image, Transfer.Listener.NONE);
    Tool.output(List.of("rm", "-rf", folder.toString()));
  }

  /** Brings the image into a store that is not there, unpacked. */
  void pull(Path target) throws IOException, InterruptedException {
    ImageStore.at(target).pullAndUse(client, image, Transfer.Listener.NONE).close();
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    process.onExit().join();
  }
}
