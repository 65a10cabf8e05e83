package dev.caisson.examples.cli;

import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.testing.RootlessTest;
import org.junit.jupiter.api.Nested;

/** The commands on registries. */
final class RegistryTest {

  @Nested
  @RootTest
  @NeedsTool({"docker-registry", "htpasswd", "skopeo", "umoci", "busybox"})
  final class AsRoot extends RegistryContract {}

  @Nested
  @RootlessTest
  @NeedsTool({"docker-registry", "htpasswd", "skopeo", "umoci", "busybox"})
  final class AsUser extends RegistryContract {}
}
