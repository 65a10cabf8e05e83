package dev.caisson.examples.cli;

import dev.caisson.error.CaissonException;
import dev.caisson.image.registry.CredentialSource;
import dev.caisson.image.registry.DockerConfig;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.RegistryClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on the way to a registry. */
final class RegistryOptions {

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Believe the certificate authorities in FILE (PEM) too.")
  private Optional<Path> authority = Optional.empty();

  @Option(
      names = "--plain-http",
      paramLabel = "HOST[:PORT]",
      description = "Speak plain HTTP to this registry, as to those on this machine.")
  private List<String> plain = new ArrayList<>();

  @Option(
      names = "--tls",
      paramLabel = "HOST[:PORT]",
      description = "Speak HTTPS to this registry, although it is on this machine.")
  private List<String> encrypted = new ArrayList<>();

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "Ask this mirror of Docker Hub first.")
  private List<URI> mirrors = new ArrayList<>();

  RegistryClient open() throws CaissonException {
    return open(DockerConfig.ofUser());
  }

  RegistryClient open(CredentialSource credentials) throws CaissonException {
    try {
      RegistryClientBuilder builder = RegistryClient.builder().credentials(credentials);
      authority.ifPresent(builder::authority);
      plain.forEach(builder::plainHttp);
      encrypted.forEach(builder::https);
      mirrors.forEach(mirror -> builder.mirror("docker.io", mirror));
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }
}
