package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Programs that people run, with every default on: threads, children, sockets, files. */
final class ProgramsTest {

  @Nested
  @RootTest
  final class AsRoot extends Contract {}

  @Nested
  @RootTest
  final class AsHostsRoot extends Contract {
    @Override
    Optional<Users> users() {
      return Optional.of(Users.HOST);
    }
  }

  @Nested
  @RootlessTest
  final class AsUser extends Contract {}

  /** The same for root and for an ordinary user. */
  abstract static class Contract {

    Optional<Users> users() {
      return Optional.empty();
    }

    private String said(String... command) throws Exception {
      ContainerBuilder builder = Container.builder().root(Root.host()).command(command);
      users().ifPresent(builder::users);
      Result result = builder.run();
      assertThat(result.isSuccess()).as("%s%n%s", result.ending(), result.stderr().text()).isTrue();
      return result.stdout().text();
    }

    @Test
    @NeedsTool("python3")
    void python_works() throws Exception {
      String program =
          """
          import multiprocessing, socket, subprocess, threading
          results = []
          thread = threading.Thread(target=results.append, args=('thread',))
          thread.start()
          thread.join()
          results.append(subprocess.run(['echo', 'child'], capture_output=True, text=True).stdout)
          with multiprocessing.Pool(2) as pool:
              results.append(pool.map(abs, [-1, -2]))
          with socket.create_server(('127.0.0.1', 0)) as server:
              client = socket.create_connection(server.getsockname())
              server.accept()[0].send(b'socket')
              results.append(client.recv(10).decode())
          print(results)
          """;

      assertThat(said("/usr/bin/python3", "-c", program))
          .isEqualTo("['thread', 'child\\n', [1, 2], 'socket']\n");
    }

    @Test
    @NeedsTool("node")
    void node_works() throws Exception {
      String program =
          """
          const fs = require('fs/promises');
          const {Worker} = require('worker_threads');
          const {execFileSync} = require('child_process');
          const net = require('net');
          fs.writeFile('/tmp/file', 'file').then(() => fs.readFile('/tmp/file')).then(text => {
            console.log(text.toString(), execFileSync('echo', ['child']).toString().trim());
            const worker = new Worker("require('worker_threads').parentPort.postMessage('worker')",
                {eval: true});
            worker.on('message', message => {
              console.log(message);
              const server = net.createServer(peer => peer.end('socket')).listen(0, '127.0.0.1', () =>
                  net.connect(server.address().port, '127.0.0.1').on('data', data => {
                    console.log(data.toString());
                    server.close();
                  }));
            });
          });
          """;

      assertThat(said("node", "-e", program)).isEqualTo("file child\nworker\nsocket\n");
    }

    @Test
    @NeedsTool("javac")
    void java_works() throws Exception {
      String program =
          """
          cat >/tmp/Program.java <<'END'
          import java.net.*;
          public class Program {
            public static void main(String[] arguments) throws Exception {
              Thread thread = new Thread(() -> System.out.println("thread"));
              thread.start();
              thread.join();
              Process child = new ProcessBuilder("echo", "child").start();
              System.out.print(new String(child.getInputStream().readAllBytes()));
              ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
              Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
              server.accept().getOutputStream().write('s');
              System.out.println((char) client.getInputStream().read());
            }
          }
          END
          exec java -Xmx64m /tmp/Program.java
          """;

      assertThat(said("sh", "-c", program)).isEqualTo("thread\nchild\ns\n");
    }

    /** Both are written in Go, whose runtime makes threads, timers and pollers of its own. */
    @Test
    @NeedsTool({"umoci", "skopeo"})
    void programsInGo_work() throws Exception {
      String program =
          """
          umoci init --layout /tmp/a && umoci new --image /tmp/a:x &&
          skopeo --insecure-policy copy -q oci:/tmp/a:x dir:/tmp/b && ls /tmp/b/manifest.json
          """;

      assertThat(said("sh", "-c", program)).isEqualTo("/tmp/b/manifest.json\n");
    }

    /** The folders of apt and dpkg are in /tmp, since this machine's are not in the container. */
    @Test
    @NeedsTool({"apt-get", "dpkg-deb"})
    void apt_installsAPackage() throws Exception {
      String program =
          """
          set -e
          cd /tmp
          mkdir -p package/DEBIAN package/usr/share adm/info adm/updates adm/triggers installed
          mkdir -p lists/partial cache/archives/partial log
          touch adm/status adm/available
          echo hello >package/usr/share/greeting
          cat >package/DEBIAN/control <<'END'
          Package: greeting
          Version: 1
          Architecture: all
          Maintainer: Nobody <nobody@example.org>
          Description: greets
          END
          dpkg-deb --root-owner-group -b package greeting.deb >log/build
          apt-get -q -y -o Dir::State=/tmp -o Dir::State::status=/tmp/adm/status -o Dir::Cache=/tmp/cache \\
            -o Dir::Log=/tmp/log -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=/dev/null \\
            -o Dir::Etc::parts=/dev/null -o APT::Sandbox::User=root -o DPkg::Options::=--force-not-root \\
            -o DPkg::Options::=--admindir=/tmp/adm -o DPkg::Options::=--instdir=/tmp/installed \\
            -o DPkg::Options::=--log=/tmp/log/dpkg install ./greeting.deb >log/apt
          cat installed/usr/share/greeting
          """;

      assertThat(said("sh", "-c", program)).isEqualTo("hello\n");
    }
  }
}
