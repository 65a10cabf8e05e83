package dev.caisson.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.RegistryException;
import dev.caisson.error.RegistryException.Reason;
import dev.caisson.testing.DockerRegistry;
import dev.caisson.testing.NeedsTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's docker-registry with passwords, with TLS, and with a token server. */
@NeedsTool({"docker-registry", "htpasswd", "openssl", "skopeo"})
final class ProtectedRegistryTest {

  private static final String USER = "user";
  private static final String PASSWORD = "pass:word";

  @TempDir Path folder;
  private FolderStore store;
  private FolderStore copy;
  private Sample sample;

  @BeforeEach
  void prepare() throws Exception {
    store = new FolderStore(Files.createDirectory(folder.resolve("store")));
    copy = new FolderStore(Files.createDirectory(folder.resolve("copy")));
    sample = Sample.of(2, 30_000);
    store.putAll(sample);
  }

  private String htpasswd() throws Exception {
    Path file = folder.resolve("htpasswd");
    Tool.run("htpasswd", "-Bbc", file.toString(), USER, PASSWORD);
    return """
    auth:
      htpasswd: {realm: test, path: %s}
    """
        .formatted(file);
  }

  private DockerConfig login(DockerRegistry registry, String password) throws Exception {
    DockerConfig config = DockerConfig.at(folder.resolve("config.json"));
    config.store(registry.host(), new Credentials.Password(USER, password));
    return config;
  }

  private void pushAndPull(RegistryClient client, Reference reference) throws Exception {
    client.push(reference, sample.manifest(), store, List.of(), Transfer.Listener.NONE);
    client.pull(reference, copy, Transfer.Listener.NONE);
    assertThat(copy.bytes(sample.layers().get(1))).isEqualTo(sample.layer(1));
  }

  @Test
  void password_isAcceptedOnceItIsRight() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(folder, "", htpasswd())) {
      try (RegistryClient client =
          RegistryClient.builder().credentials(login(registry, PASSWORD)).build()) {
        client.check(registry.host());
        pushAndPull(client, Reference.parse(registry.host() + "/a:1"));
      }
      try (RegistryClient client =
          RegistryClient.builder().credentials(login(registry, "wrong")).build()) {
        assertThatThrownBy(() -> client.check(registry.host()))
            .isInstanceOf(RegistryException.class)
            .extracting(e -> ((RegistryException) e).reason())
            .isEqualTo(Reason.UNAUTHORIZED);
      }
    }
  }

  /** Makes an authority, and a certificate of its for localhost. */
  private String tls() throws Exception {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    Tool.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout",
        key.toString(),
        "-out",
        certificate.toString());
    return "  tls: {certificate: %s, key: %s}\n".formatted(certificate, key);
  }

  @Test
  void certificateOfAnOwnAuthority_isBelievedOnceItIsNamed() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(folder, tls(), "")) {
      RegistryClientBuilder builder =
          RegistryClient.builder().https(registry.host()).credentials(CredentialSource.NONE);
      try (RegistryClient client = builder.build()) {
        assertThatThrownBy(() -> client.check(registry.host()))
            .isInstanceOf(RegistryException.class)
            .hasMessageContaining("certification path");
      }
      try (RegistryClient client = builder.authority(folder.resolve("cert.pem")).build()) {
        pushAndPull(client, Reference.parse(registry.host() + "/a:1"));
      }
      try (RegistryClient client =
          RegistryClient.builder().patience(Quick.PATIENCE).withoutProxy().build()) {
        assertThatThrownBy(() -> client.check(registry.host()))
            .isInstanceOf(RegistryException.class);
      }
    }
  }

  @Test
  void tokenServer_isAskedForEachScope() throws Exception {
    tls();
    try (TestRegistry tokens = TestRegistry.start()) {
      TokenIssuer issuer = new TokenIssuer(folder.resolve("key.pem"));
      tokens.on("/token", issuer);
      String auth =
          """
          auth:
            token:
              realm: %s
              service: test-service
              issuer: test-issuer
              rootcertbundle: %s
          """
              .formatted(tokens.url("/token"), folder.resolve("cert.pem"));
      try (DockerRegistry registry = DockerRegistry.start(folder, "", auth);
          RegistryClient client =
              RegistryClient.builder().credentials(login(registry, PASSWORD)).build()) {
        pushAndPull(client, Reference.parse(registry.host() + "/a:1"));
        client.push(
            Reference.parse(registry.host() + "/b:1"),
            sample.manifest(),
            store,
            List.of(Reference.parse(registry.host() + "/a")),
            Transfer.Listener.NONE);

        assertThat(client.tags(Reference.parse(registry.host() + "/b"))).containsExactly("1");
        assertThat(tokens.seen())
            .allSatisfy(
                s ->
                    assertThat(s.header("Authorization"))
                        .hasValue(new Credentials.Password(USER, PASSWORD).basic()));
        assertThat(tokens.seen())
            .extracting(TestRegistry.Seen::path)
            .doesNotHaveDuplicates()
            .anySatisfy(path -> assertThat(path).contains("repository%3Aa%3Apull%2Cpush"));
      }
    }
  }

  @Test
  void identityToken_isExchanged() throws Exception {
    tls();
    try (TestRegistry tokens = TestRegistry.start()) {
      TokenIssuer issuer = new TokenIssuer(folder.resolve("key.pem"));
      tokens.on("/token", issuer);
      String auth =
          """
          auth:
            token: {realm: "%s", service: test-service, issuer: test-issuer, rootcertbundle: %s}
          """
              .formatted(tokens.url("/token"), folder.resolve("cert.pem"));
      try (DockerRegistry registry = DockerRegistry.start(folder, "", auth);
          RegistryClient client =
              RegistryClient.builder()
                  .credentials(
                      CredentialSource.of(registry.host(), new Credentials.IdentityToken("i&=d")))
                  .build()) {
        pushAndPull(client, Reference.parse(registry.host() + "/a:1"));

        assertThat(tokens.seen()).extracting(TestRegistry.Seen::method).containsOnly("POST");
        assertThat(issuer.forms())
            .allSatisfy(
                form ->
                    assertThat(form)
                        .contains("grant_type=refresh_token", "refresh_token=i%26%3Dd"));
      }
    }
  }

  @Test
  void credentialsOfConfigJson_areThoseOfSkopeo() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(folder, "", htpasswd())) {
      login(registry, PASSWORD);
      Layout.write(folder.resolve("layout"), sample);
      Tool.run(
          "skopeo",
          "copy",
          "--dest-tls-verify=false",
          "--authfile=" + folder.resolve("config.json"),
          "oci:" + folder.resolve("layout") + ":latest",
          "docker://" + registry.host() + "/a:1");
      assertThat(Files.readString(folder.resolve("config.json"), UTF_8)).contains(registry.host());
    }
  }
}
