package dev.caisson.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.Container;
import dev.caisson.testing.DockerRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code caisson pull}, {@code push}, {@code login}, and {@code run} of an image by its name. */
abstract class RegistryContract {

  private static final String PASSWORD = "pass word";

  @TempDir Path folder;
  @AutoClose private DockerRegistry registry;

  @BeforeEach
  void start() throws Exception {
    Path passwords = folder.resolve("htpasswd");
    succeed("htpasswd", "-Bbc", passwords.toString(), "user", PASSWORD);
    String auth = "auth:\n  htpasswd: {realm: test, path: " + passwords + "}\n";
    registry = DockerRegistry.start(folder, "", auth);
  }

  @AfterEach
  void removeImages() throws Exception {
    for (String name : List.of("busybox:1", "copy:2")) {
      if (Container.images().list().stream()
          .anyMatch(i -> i.names().stream().anyMatch(n -> n.toString().equals(name(name))))) {
        Container.images().removeUsed(name(name));
      }
    }
  }

  private String name(String image) {
    return registry.host() + "/" + image;
  }

  private static void succeed(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Makes an image with umoci whose one program is busybox. */
  private void pushBusybox() throws Exception {
    Path layout = folder.resolve("layout");
    Path root = Files.createDirectories(folder.resolve("root/bin"));
    Files.copy(Path.of("/bin/busybox"), root.resolve("busybox"));
    Files.createSymbolicLink(root.resolve("sh"), Path.of("busybox"));
    succeed("umoci", "init", "--layout", layout.toString());
    succeed("umoci", "new", "--image", layout + ":1");
    succeed("umoci", "insert", "--rootless", "--image", layout + ":1", folder + "/root", "/");
    succeed("umoci", "config", "--image", layout + ":1", "--config.cmd", "/bin/sh");
    succeed(
        "skopeo",
        "copy",
        "--dest-tls-verify=false",
        "--dest-creds=user:" + PASSWORD,
        "oci:" + layout + ":1",
        "docker://" + name("busybox:1"));
  }

  /** Runs the command line with a folder for Docker's configuration. */
  private Cli.Outcome caisson(String words) throws Exception {
    return Cli.shell(
        folder,
        "export DOCKER_CONFIG=" + folder + "/docker; " + words.replace("caisson", "\"$@\""));
  }

  private Cli.Outcome login(String password) throws Exception {
    return caisson(
        "printf '" + password + "' | caisson login -u user --password-stdin " + registry.host());
  }

  @Test
  void image_ofARegistryWithPasswords_isPulledRunAndPushed() throws Exception {
    pushBusybox();
    assertThat(caisson("caisson pull " + name("busybox:1")).stderr())
        .startsWith("caisson: ")
        .contains("401", "log in to " + registry.host());
    assertThat(login(PASSWORD))
        .isEqualTo(new Cli.Outcome(0, "logged in to " + registry.host() + " as user\n", ""));
    Cli.Outcome run = caisson("caisson run " + name("busybox:1") + " busybox echo hello");
    assertThat(run).isEqualTo(new Cli.Outcome(0, "hello\n", ""));
    Cli.Outcome own = caisson("echo 'busybox echo hi' | caisson run " + name("busybox:1"));
    assertThat(own).isEqualTo(new Cli.Outcome(0, "hi\n", ""));
    Cli.Outcome push = caisson("caisson push " + name("busybox:1") + " " + name("copy:2"));
    assertThat(push.stderr()).isEmpty();
    Cli.Outcome pull = caisson("caisson pull " + name("copy:2"));

    assertThat(pull.status()).isZero();
    assertThat(pull.stdout()).isEqualTo(push.stdout()).startsWith(name("copy:2") + " sha256:");
  }

  @Test
  void login_withoutAFolderForDocker_isKeptInTheHomeThatTheEnvironmentNames() throws Exception {
    String home = "unset DOCKER_CONFIG; export HOME=" + folder + "/home; mkdir $HOME; ";
    String login = "printf '" + PASSWORD + "' | caisson login -u user --password-stdin ";
    assertThat(caisson(home + login + registry.host()).stderr()).isEmpty();
    assertThat(folder.resolve("home/.docker/config.json"))
        .content()
        .contains("\"" + registry.host() + "\"");
    assertThat(folder.resolve("docker")).doesNotExist();
  }

  @Test
  void imageInUse_isNotRemoved() throws Exception {
    pushBusybox();
    login(PASSWORD);
    assertThat(caisson("caisson pull " + name("busybox:1")).status()).isZero();
    String script =
        """
        caisson run %1$s busybox sh -c 'echo up; exec busybox sleep 60' >up &
        until grep -q up up; do sleep 0.1; done
        caisson rmi %1$s; echo $?
        kill $!; wait
        caisson rmi %1$s >/dev/null; echo $?
        """;
    Cli.Outcome removals = caisson("cd " + folder + "; " + script.formatted(name("busybox:1")));

    assertThat(removals.stdout()).isEqualTo("125\n0\n");
    assertThat(removals.stderr()).contains("in use");
  }

  @Test
  void wrongPassword_isNotKept() throws Exception {
    Cli.Outcome outcome = login("wrong");

    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stderr()).contains("401").doesNotContain("wrong");
    assertThat(folder.resolve("docker")).doesNotExist();
  }

  @Test
  void nameOfNoImage_isToldOf() throws Exception {
    assertThat(caisson("caisson pull Busy").stderr())
        .startsWith("caisson: IMAGE Busy: not [REGISTRY/]NAME[:TAG]");
    assertThat(caisson("caisson pull").stderr()).startsWith("caisson: IMAGE is missing");
  }
}
