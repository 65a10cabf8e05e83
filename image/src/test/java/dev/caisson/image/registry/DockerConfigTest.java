package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials in Docker's config.json. */
final class DockerConfigTest {

  // user:secret
  private static final String AUTH = "\"auth\":\"dXNlcjpzZWNyZXQ=\"";

  @TempDir Path folder;

  private DockerConfig config(String json) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(file, json);
    return DockerConfig.at(file);
  }

  private Optional<Credentials> find(String json) throws Exception {
    return config(json).find("registry.example:5000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example:5000",
        "https://registry.example:5000",
        "https://registry.example:5000/v2/"
      })
  void auth_ofTheRegistry_isFound(String key) throws Exception {
    assertThat(find("{\"auths\":{\"" + key + "\":{" + AUTH + "}}}")).hasValue(Quick.SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry.example", "registry.example:5001", "example:5000", "*"})
  void auth_ofAnother_isNotFound(String key) throws Exception {
    assertThat(find("{\"auths\":{\"" + key + "\":{" + AUTH + "}}}")).isEmpty();
  }

  @Test
  void auth_ofDockerHub_isFoundByItsOldAddress() throws Exception {
    DockerConfig config = config("{\"auths\":{\"https://index.docker.io/v1/\":{" + AUTH + "}}}");

    assertThat(config.find("docker.io")).hasValue(Quick.SECRET);
  }

  @Test
  void fileThatIsMissing_hasNone() throws Exception {
    assertThat(DockerConfig.at(folder.resolve("none")).find("docker.io")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"auths\":{}}",
        "{\"auths\":null}",
        "{\"auths\":{\"registry.example:5000\":{}}}",
        "{\"auths\":{\"registry.example:5000\":{\"auth\":\"\"}}}",
        "{\"auths\":{\"registry.example:5000\":{\"email\":\"a@b\"}}}"
      })
  void entryWithoutAuth_hasNone(String json) throws Exception {
    assertThat(find(json)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{\"auths\":7}",
        "{\"auths\":{\"registry.example:5000\":7}}",
        "{\"auths\":{\"registry.example:5000\":{\"auth\":\"%%%\"}}}",
        "{\"auths\":{\"registry.example:5000\":{\"auth\":\"bm9jb2xvbg==\"}}}"
      })
  void fileThatIsMalformed_isToldOf(String json) {
    assertThatThrownBy(() -> find(json))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void identityToken_goesBeforeThePassword() throws Exception {
    String entry = "{" + AUTH + ",\"identitytoken\":\"i\"}";

    assertThat(find("{\"auths\":{\"registry.example:5000\":" + entry + "}}"))
        .hasValue(new Credentials.IdentityToken("i"));
  }

  /** Makes a helper that is found first, and a configuration that names it. */
  private DockerConfig helper(String script, String json) throws IOException {
    Path program = folder.resolve("docker-credential-test" + folder.hashCode());
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return config(json.replace("HELPER", "test" + folder.hashCode()))
        .withHelperPath(folder + ":" + System.getenv("PATH"))
        .withHelperTimeout(Duration.ofMillis(700));
  }

  private static final String STORE = "{\"credsStore\":\"HELPER\"}";

  private Optional<Credentials> helped(String script) throws Exception {
    return helper(script, STORE).find("registry.example:5000");
  }

  @Test
  void helper_isAskedForTheRegistry() throws Exception {
    assertThat(
            helped(
                "[ \"$1\" = get ] && read server; printf '{\"Username\":\"%s\",\"Secret\":\"s\"}'"
                    + " \"$server\" | tr : _"
                    + " | sed 's/_\"/:\"/g'"))
        .hasValue(new Credentials.Password("registry.example_5000", "s"));
  }

  @Test
  void helper_ofTheRegistry_goesBeforeTheGeneralOne() throws Exception {
    DockerConfig config =
        helper(
            "echo '{\"Username\":\"<token>\",\"Secret\":\"s\"}'",
            "{\"credsStore\":\"nosuch\","
                + "\"credHelpers\":{\"registry.example:5000\":\"HELPER\"}}");

    assertThat(config.find("registry.example:5000")).hasValue(new Credentials.IdentityToken("s"));
  }

  @Test
  void helper_hasOfTheEnvironmentOnlyHomeAndPath() throws Exception {
    // sh itself adds PWD, and some add OLDPWD, SHLVL and _.
    assertThat(
            helped(
                "names=$(env | sed 's/=.*//' | grep -v '^\\(PWD\\|OLDPWD\\|SHLVL\\|_\\)$' | sort"
                    + " | tr '\\n' ' '); echo \"{\\\"Username\\\":\\\"$names\\\","
                    + "\\\"Secret\\\":\\\"s\\\"}\""))
        .hasValue(new Credentials.Password("HOME PATH ", "s"));
  }

  @Test
  void helper_thatHasNone_leavesTheFile() throws Exception {
    DockerConfig config =
        helper(
            "echo 'credentials not found in native keychain'; exit 1",
            "{\"credsStore\":\"HELPER\",\"auths\":{\"registry.example:5000\":{" + AUTH + "}}}");

    assertThat(config.find("registry.example:5000")).hasValue(Quick.SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "true, is not the JSON",
    "echo x, is not the JSON",
    "exit 3, exit status 3",
    "exec sleep 60, did not end",
    "sleep 60 & sleep 60, did not end",
    "yes, more than 64 KiB",
    "head -c 100000 /dev/zero, more than 64 KiB",
  })
  void helper_thatIsOfNoUse_isToldOf(String script, String message) {
    assertThatThrownBy(() -> helped(script))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(message);
  }

  @Test
  void helper_thatIsMissing_isToldOf() {
    assertThatThrownBy(() -> find("{\"credsStore\":\"nosuch\"}"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("docker-credential-nosuch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "x; touch y", "$(x)"})
  void helper_thatIsNoName_isRefused(String name) {
    assertThatThrownBy(() -> find("{\"credsStore\":\"" + name + "\"}"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("not the name of a program");
  }

  @Test
  void errors_doNotTellTheSecret() {
    assertThatThrownBy(() -> helped("echo '{\"Username\":\"u\",\"Secret\":hunter2}'"))
        .isInstanceOf(RegistryException.class)
        .hasMessageNotContaining("hunter2");
    assertThat(Quick.SECRET.toString()).doesNotContain("secret");
  }

  @Test
  void stored_intoTheFile_keepsTheRest() throws Exception {
    DockerConfig config = config("{\"psFormat\":\"x\",\"auths\":{\"a\":{\"auth\":\"YTpi\"}}}");
    config.store("docker.io", Quick.SECRET);
    config.store("registry.example:5000", new Credentials.Password("u", "p:q"));

    assertThat(config.find("docker.io")).hasValue(Quick.SECRET);
    assertThat(config.find("a")).hasValue(new Credentials.Password("a", "b"));
    assertThat(config.find("registry.example:5000")).hasValue(new Credentials.Password("u", "p:q"));
    assertThat(Files.readString(config.file())).contains("psFormat", "https://index.docker.io/v1/");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.file())))
        .isEqualTo("rw-------");
  }

  @Test
  void stored_whereThereIsNoFile_makesOne() throws Exception {
    DockerConfig config = DockerConfig.at(folder.resolve("new/config.json"));
    config.store("localhost:5000", Quick.SECRET);

    assertThat(config.find("localhost:5000")).hasValue(Quick.SECRET);
  }

  @Test
  void stored_byTheHelper_isNotInTheFile() throws Exception {
    DockerConfig config = helper("cat >" + folder.resolve("stored"), STORE);
    config.store("registry.example:5000", Quick.SECRET);

    assertThat(Files.readString(folder.resolve("stored")))
        .contains("\"ServerURL\":\"registry.example:5000\"", "\"Secret\":\"secret\"");
    assertThat(Files.readString(config.file())).doesNotContain("auths");
  }
}
