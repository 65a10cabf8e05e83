package dev.caisson.examples;

import dev.caisson.error.CaissonException;
import dev.caisson.namespaces.Namespace;
import dev.caisson.namespaces.NamespaceHandle;
import dev.caisson.namespaces.NamespaceSet;
import dev.caisson.namespaces.NamespaceThread;
import dev.caisson.namespaces.NewNamespaces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uses {@code caisson-namespaces} alone, without containers: makes a network and a host name of
 * their own, looks at them, and runs Java in them, as root or by {@code unshare --user
 * --map-root-user java ...}.
 */
public final class NamespacesAlone {

  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final int HTTP = 80;

  private NamespacesAlone() {}

  /** Takes no arguments; exits with 1 where this machine does not let Java in. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    NewNamespaces wanted = NewNamespaces.of(Namespace.NET, Namespace.UTS).withLoopback();
    try (NamespaceSet made = NamespaceSet.create(wanted)) {
      for (NamespaceHandle namespace : made.handles()) {
        System.out.println("made " + namespace.info());
      }
      runInside(made.get(Namespace.NET), made.get(Namespace.UTS));
    } catch (CaissonException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void runInside(NamespaceHandle net, NamespaceHandle uts)
      throws IOException, InterruptedException {
    String outside = Files.readString(HOSTNAME);
    try (NamespaceThread thread = NamespaceThread.join(net, uts)) {
      // A process that is started inside is inside too.
      thread.run(() -> new ProcessBuilder("hostname", "alone").inheritIO().start().waitFor());
      System.out.println("inside: " + thread.call(() -> Files.readString(HOSTNAME)).strip());
      System.out.println("outside is unchanged: " + outside.equals(Files.readString(HOSTNAME)));

      // A socket that is opened inside can be used outside.
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP);
      try (ServerSocketChannel server =
              thread.call(() -> ServerSocketChannel.open().bind(address));
          SocketChannel client = thread.call(() -> SocketChannel.open(address));
          SocketChannel accepted = server.accept()) {
        boolean joined = accepted.getRemoteAddress().equals(client.getLocalAddress());
        System.out.println("connected over its own loopback: " + joined);
      }
    }
  }
}
