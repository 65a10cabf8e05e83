package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the words is told before anything is started, in one line. */
final class RefusalTest {

  @TempDir Path folder;

  private String refusal(String... words) throws Exception {
    Cli.Outcome outcome = Cli.run(folder, words);

    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr()).startsWith("caisson: ").hasLineCount(1);
    assertThat(outcome.status()).isEqualTo(125);
    return outcome.stderr();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--memory|0|memory.max not from 4096",
        "-m|1|memory.max not from 4096",
        "--cpus|-1|not a number of processors",
        "--cpus|1e9|not a number of processors",
        "--cpus|999999999|cpus not from 0.01",
        "--pids-limit|x|not a number of processes",
        "--timeout|-1|not a number of seconds",
        "--timeout|nan|not a number of seconds",
        "-u|4294967295|an id is from 0 to 4294967294",
        "-e|=x|not the name of an environment variable",
        "-v|/a|not SRC:DST",
        "-v|/nope:/x|/nope is not there",
        "--volume|nope:/x|there are no volumes",
        "-w|relative|not an absolute path",
        "--tmpfs|rel|not a plain absolute path",
        "--network|foo|neither none nor host",
        "--output-limit|-5|not a number of bytes",
        "--stop-timeout|x|not a number of seconds",
        "--disk-limit|1|disk limit < 4096",
        "--security-opt|apparmor=x|none of seccomp=FILE, seccomp=unconfined and no-new",
        "--cap-add|NOSUCH|not a capability, as CHOWN is",
        "--cap-add|CAP_|not a capability, as CHOWN is",
        "--userns|x|not host",
        "--device|/dev/nosuch|/dev/nosuch is not there",
        "--device|/dev/null|each container has /dev/null already",
        "--device|/etc/passwd|device is not below /dev",
        "--device|/dev/tty:/dev/x:r|not SRC",
        "--security-opt|seccomp=/nope|there is no such file",
      })
  void value_ofAnOption_isToldWithItsName(String name, String value, String why) throws Exception {
    assertThat(refusal("run", name, value, "host:", "true"))
        .startsWith("caisson: " + name + " " + value + ": ")
        .contains(why)
        .endsWith("; see caisson run --help\n");
  }

  @Test
  void hostname_empty_isToldWithQuotes() throws Exception {
    assertThat(refusal("run", "-h", "", "host:", "true")).startsWith("caisson: -h '': not a host");
  }

  @Test
  void secondTarget_mountedAlready_isTheOneThatIsTold() throws Exception {
    assertThat(refusal("run", "-v", "/tmp:/x", "--volume=/etc:/x", "host:", "true"))
        .startsWith("caisson: --volume /etc:/x: something is mounted there already");
  }

  @Test
  void unknownOption_beforeOtherMistakes_isToldWithTheNearest() throws Exception {
    assertThat(refusal("run", "-m", "5x", "--memroy", "64m", "host:", "true"))
        .isEqualTo("caisson: unknown option --memroy; is it --memory?; see caisson run --help\n");
  }

  @Test
  void option_withoutValue_isTold() throws Exception {
    assertThat(refusal("run", "-m")).isEqualTo("caisson: -m needs BYTES; see caisson run --help\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run host:", "run host: --"})
  void command_missing_isShownByAnExample(String words) throws Exception {
    assertThat(refusal(words.split(" "))).contains("caisson run host: -- sh -c");
  }

  @Test
  void image_ofUnknownKind_isToldWithAllFive() throws Exception {
    assertThat(refusal("run", "Debian", "ls"))
        .startsWith("caisson: IMAGE Debian: none of host:, rootfs:DIR, docker-archive:FILE")
        .contains("oci:DIR", "NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rootfs:/nonexistent|there is no such folder; name a folder",
        "rootfs:/etc/passwd|it is not a folder; name a folder",
        "docker-archive:/etc/passwd|it is not a tar; name a file that docker save wrote",
        "docker-archive:/dev/null|not a regular file",
        "docker-archive:/nonexistent|there is no such file; name a file that docker save wrote",
        "oci:/etc|there is no such file; name a folder that is an OCI image layout",
        "oci:/nonexistent|there is no such directory; name a folder that is an OCI image layout",
      })
  void image_thatIsNone_isToldWithWhatWasExpected(String image, String why) throws Exception {
    assertThat(refusal("run", image, "ls")).contains(why);
  }

  @Test
  void dockerArchive_empty_isToldWithWhatWasExpected() throws Exception {
    Path file = Files.createFile(folder.resolve("empty"));

    assertThat(refusal("run", "docker-archive:" + file, "ls"))
        .contains("no member manifest.json; name a file that docker save wrote");
  }

  @Test
  void subcommand_unknown_isToldWithTheNearest() throws Exception {
    assertThat(refusal("runn"))
        .contains("unknown command runn; is it run or prune?; see caisson --help");
    assertThat(refusal("help", "nosuch")).contains("'nosuch'; see caisson");
  }

  @ParameterizedTest
  @ValueSource(strings = {"export", "commit"})
  void subcommand_thatIsAnOptionHere_isToldSo(String name) throws Exception {
    assertThat(refusal(name, "x"))
        .isEqualTo(
            "caisson: unknown command %s; use caisson run --%s, see caisson run --help\n"
                .formatted(name, name));
  }

  @Test
  void report_thatCannotBeMade_isToldBeforeTheStart() throws Exception {
    assertThat(refusal("run", "--json", "/no/such/x", "host:", "echo", "started"))
        .isEqualTo("caisson: --json /no/such/x: there is no such file or folder\n");
  }

  @Test
  void word_thatIsNotUtf8_isRefused() throws Exception {
    Cli.Outcome outcome =
        Cli.shell(folder, "\"$@\" run host: echo \"$(printf 'a\\377')\"; echo $?");

    assertThat(outcome.stdout()).isEqualTo("125\n");
    assertThat(outcome.stderr()).startsWith("caisson: argument 4 is not UTF-8").hasLineCount(1);
  }

  @Test
  void word_inALocaleThatLosesIt_isRefused() throws Exception {
    Cli.Outcome outcome =
        Cli.shell(folder, "\"${@:1:2}\" LC_ALL=C \"${@:4}\" run host: echo é; echo $?");

    assertThat(outcome.stdout()).isEqualTo("125\n");
    assertThat(outcome.stderr()).contains("argument 4 is 'é'", "LC_ALL=C.UTF-8").hasLineCount(1);
  }

  @Test
  void variable_thatIsNotUtf8_isRefused() throws Exception {
    Cli.Outcome outcome =
        Cli.shell(folder, "export V=$(printf '\\377'); \"$@\" run -e V host: env; echo $?");

    assertThat(outcome.stdout()).isEqualTo("125\n");
    assertThat(outcome.stderr()).startsWith("caisson: -e V: its value is not UTF-8");
  }

  @Test
  void line_withControlCharacters_canNotCommandATerminal() throws Exception {
    assertThat(refusal("run", "-w", "a\u001b[1m\nb", "host:", "true")).contains("\\x1b[1m\\x0ab");
  }

  @Test
  void help_inEachForm_isPrinted() throws Exception {
    for (List<String> words : List.of(List.of("run", "--help"), List.of("help", "run"))) {
      Cli.Outcome outcome = Cli.run(folder, words.toArray(String[]::new));

      assertThat(outcome.status()).isZero();
      assertThat(outcome.stderr()).isEmpty();
      assertThat(outcome.stdout()).startsWith("Usage: caisson run").contains("--stop-timeout");
    }
    assertThat(Cli.run(folder, "--version").stdout()).matches("caisson [0-9].*\n");
    assertThat(Cli.run(folder).stderr()).startsWith("Usage: caisson");
  }
}
