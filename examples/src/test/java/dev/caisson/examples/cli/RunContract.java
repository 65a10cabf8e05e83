package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.Host;
import dev.caisson.testing.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code caisson run} promises to any user. */
abstract class RunContract {

  @TempDir Path folder;

  Cli.Outcome run(String... arguments) throws IOException, InterruptedException {
    return Cli.run(folder, arguments);
  }

  @Test
  void mainJob_onThisMachinesFolders_seesOnlyItself() throws Exception {
    Cli.Outcome outcome =
        run("run", "-h", "box", "host:", "--", "sh", "-c", "id -u; hostname; ps -e; echo hello");

    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.stdout())
        .startsWith("0\nbox\n")
        .contains("caisson-init")
        .doesNotContain("java")
        .endsWith("hello\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "7, exit 7",
        "143, kill -TERM $$",
        "137, kill -KILL $$",
        "127, exec /nosuch",
      })
  void commandsEnd_isTheExitStatus(int status, String script) throws Exception {
    assertThat(run("run", "host:", "sh", "-c", script).status()).isEqualTo(status);
  }

  @Test
  void timeout_passed_is124() throws Exception {
    Cli.Outcome outcome = run("run", "--timeout", "0.2", "host:", "sleep", "60");

    assertThat(outcome.status()).isEqualTo(124);
    assertThat(outcome.stderr()).isEqualTo("caisson: the command ran out of time\n");
  }

  @Test
  void outputLimit_passed_is137WithTheFirstBytes() throws Exception {
    Path json = folder.resolve("result.json");
    Cli.Outcome outcome =
        run("run", "--output-limit", "10k", "--json", json.toString(), "host:", "yes");

    assertThat(outcome.status()).isEqualTo(137);
    assertThat(outcome.stdout()).hasSize(10 * 1024).startsWith("y\ny\n");
    assertThat(outcome.stderr())
        .isEqualTo("caisson: the command wrote more than the output limit\n");
    assertThat(Files.readString(json))
        .contains("\"ending\": \"output-limit\"", "\"exitCode\": null", "\"status\": 137");
  }

  @Test
  void commandNotThere_is127() throws Exception {
    Cli.Outcome outcome = run("run", "host:", "nosuch");

    assertThat(outcome.status()).isEqualTo(127);
    assertThat(outcome.stderr()).startsWith("caisson: ").contains("nosuch");
  }

  @Test
  void commandNotExecutable_is126() throws Exception {
    Path noProgram = Files.createFile(folder.resolve("program"));
    assertThat(noProgram.toFile().setExecutable(true, false)).isTrue();
    Files.writeString(noProgram, "\u007fELF and no more");

    assertThat(run("run", "host:", "/etc/passwd").status()).isEqualTo(126);
    assertThat(run("run", "host:", "/etc").status()).isEqualTo(126);
    assertThat(run("run", "-v", noProgram + ":/mnt/p", "host:", "/mnt/p").status()).isEqualTo(126);
  }

  @Test
  void ownError_isReportedAsJson() throws Exception {
    Path json = folder.resolve("result.json");
    Cli.Outcome outcome =
        run("run", "--json", json.toString(), "rootfs:" + folder.resolve("nosuch"), "true");

    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stderr()).startsWith("caisson: ").contains("nosuch");
    assertThat(Files.readString(json)).contains("\"ending\": \"error\"", "\"status\": 125");
  }

  @Test
  void wrongOption_is125AndReported() throws Exception {
    Path json = folder.resolve("result.json");
    Cli.Outcome outcome = run("run", "-m", "5x", "--json", json.toString(), "host:", "true");

    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stderr()).contains("-m 5x: ").hasLineCount(1);
    assertThat(Files.readString(json)).contains("-m 5x: ");
  }

  @Test
  void unknownUser_isToldWithTheOption() throws Exception {
    Cli.Outcome outcome = run("run", "-u", "nosuch", "host:", "true");

    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stderr()).startsWith("caisson: -u nosuch: look up user nosuch: ");
  }

  @Test
  void optionGivenTwice_countsAsGivenLast() throws Exception {
    assertThat(run("run", "-h", "a", "--hostname=b", "-hc", "host:", "hostname").stdout())
        .isEqualTo("c\n");
  }

  @ParameterizedTest
  @CsvSource({"'', 2", "--security-opt seccomp=unconfined, 0"})
  void seccomp_isAsTheOptionSays(String option, int mode) throws Exception {
    String[] words = ("run " + option + " host: grep Seccomp: /proc/self/status").split(" +");

    assertThat(run(words).stdout()).isEqualTo("Seccomp:\t" + mode + "\n");
  }

  @Test
  void seccompProfile_fromAFile_holds() throws Exception {
    Path profile = folder.resolve("profile.json");
    Files.writeString(
        profile,
        """
        {"defaultAction": "SCMP_ACT_ALLOW",
         "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}
        """);
    Cli.Outcome outcome =
        run("run", "--security-opt", "seccomp=" + profile, "host:", "mkdir", "/tmp/x");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.stderr()).contains("Operation not permitted");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000000",
    "--cap-add chown --cap-add=CAP_KILL, 0000000000000021",
  })
  void capabilities_areThoseThatWereAdded(String options, String set) throws Exception {
    String[] words = ("run " + options + " host: grep CapEff /proc/self/status").split(" +");

    assertThat(run(words).stdout()).isEqualTo("CapEff:\t" + set + "\n");
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "--security-opt no-new-privileges=false, 0"})
  void newPrivileges_areAsTheOptionSays(String option, int flag) throws Exception {
    String[] words = ("run " + option + " host: grep NoNewPrivs /proc/self/status").split(" +");

    assertThat(run(words).stdout()).isEqualTo("NoNewPrivs:\t" + flag + "\n");
  }

  @Test
  void device_isThere() throws Exception {
    assertThat(
            run("run", "--device", "/dev/zero:/dev/flames", "host:", "ls", "/dev/flames").stdout())
        .isEqualTo("/dev/flames\n");
  }

  @Test
  void diskLimit_passed_isAFullDisk() throws Exception {
    Cli.Outcome outcome = run("run", "--disk-limit", "64k", "host:", "cp", "/bin/bash", "/tmp/x");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.stderr()).contains("No space left on device");
  }

  @Test
  void optionsAfterImage_areTheCommands() throws Exception {
    assertThat(run("run", "host:", "echo", "--memory", "--", "@x", "--help").stdout())
        .isEqualTo("--memory -- @x --help\n");
  }

  @Test
  void secondDoubleDash_isTheCommands() throws Exception {
    assertThat(run("run", "host:", "--", "echo", "--", "a").stdout()).isEqualTo("-- a\n");
  }

  @Test
  void environment_isWhatWasGiven() throws Exception {
    Cli.Outcome outcome = run("run", "-e", "A=b=c", "-e", "NOT_SET_ANYWHERE", "host:", "env");

    assertThat(outcome.stdout()).contains("A=b=c\n").doesNotContain("NOT_SET", "JAVA");
  }

  @Test
  void stdin_isPassedOn() throws Exception {
    Process process = Cli.start(folder, "run", "host:", "cat");
    process.getOutputStream().write("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(Cli.finish(folder, process).stdout()).isEqualTo("abc");
  }

  @Test
  void term_isForwarded() throws Exception {
    Process process =
        Cli.start(
            folder,
            "run",
            "host:",
            "sh",
            "-c",
            "trap 'echo got it; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
    while (Files.size(folder.resolve("stdout")) == 0 && process.isAlive()) {
      Thread.sleep(20);
    }
    process.destroy();

    Cli.Outcome outcome = Cli.finish(folder, process);
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.stdout()).isEqualTo("ready\ngot it\n");
  }

  private Path busybox() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("rootfs/bin"));
    Files.copy(Host.tool("busybox").orElseThrow(), bin.resolve("busybox"));
    return folder.resolve("rootfs");
  }

  @Test
  @NeedsTool({"busybox", "tar"})
  void container_committedAndExported_isAnImageAndATar() throws Exception {
    String image = "oci:" + folder.resolve("images") + ":mine";
    Path tar = folder.resolve("root.tar");
    Cli.Outcome committed =
        run(
            "run",
            "--commit=" + image,
            "--change=CMD [\"busybox\", \"cat\", \"/new\"]",
            "--change=ENV MODE=fast",
            "--export=" + tar,
            "rootfs:" + busybox(),
            "busybox",
            "sh",
            "-c",
            "echo hi > /new; exit 3");
    assertThat(committed.status()).isEqualTo(3);
    assertThat(committed.stderr()).matches("sha256:[0-9a-f]{64}\n");
    assertThat(run("run", image).stdout()).isEqualTo("hi\n");
    assertThat(Files.size(tar)).isPositive();
  }

  @Test
  void change_withoutCommit_isRefused() throws Exception {
    Cli.Outcome outcome = run("run", "--change", "ENV A=b", "host:", "true");
    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.stderr()).isEqualTo("caisson: --change is for --commit, which is missing\n");
  }
}
