package dev.caisson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of the design: which module may know which, and who may know JNA. */
final class ModuleArrowsTest {
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "namespaces", Set.of(),
          "cgroups", Set.of("namespaces"),
          "unionfs", Set.of("namespaces"),
          "image", Set.of("namespaces"),
          "core", Set.of("namespaces", "cgroups", "unionfs", "image"),
          "examples", Set.of("core"),
          "benchmarks", Set.of("core"));

  /** What each module takes from others to run; a new entry is a decision. */
  private static final Map<String, Set<String>> FOREIGN =
      Map.of(
          "namespaces", Set.of("jna", "jackson-databind"),
          "cgroups", Set.of(),
          "unionfs", Set.of(),
          "image", Set.of("jackson-databind", "commons-compress", "zstd-jni", "xz"),
          "core", Set.of(),
          "examples", Set.of("picocli"),
          "benchmarks", Set.of("jmh-core"));

  private static final Map<String, Set<String>> EXPORTS =
      Map.of(
          "namespaces",
              Set.of(
                  "dev.caisson.error", "dev.caisson.namespaces", "dev.caisson.namespaces.seccomp"),
          "cgroups", Set.of("dev.caisson.cgroups"),
          "unionfs", Set.of("dev.caisson.unionfs"),
          "image",
              Set.of("dev.caisson.image", "dev.caisson.image.build", "dev.caisson.image.registry"),
          "core", Set.of("dev.caisson"));

  @Test
  void poms_haveTheArrowsOfTheDesign() throws Exception {
    for (String module : ARROWS.keySet()) {
      List<Pom.Dependency> main = Pom.of(module).dependencies();
      assertThat(main.stream().filter(Pom.Dependency::isOurs).map(Pom.Dependency::module))
          .as("what %s depends on", module)
          .containsExactlyInAnyOrderElementsOf(ARROWS.get(module));
      assertThat(main.stream().filter(d -> !d.isOurs()).map(Pom.Dependency::artifactId))
          .as("what %s takes from others", module)
          .containsExactlyInAnyOrderElementsOf(FOREIGN.get(module));
    }
  }

  @Test
  void parentPom_namesTheModulesOfTheDesign() throws Exception {
    assertThat(Pom.parent().modules()).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
  }

  @Test
  void tests_takeNothingOfOursButTheTestJar() throws Exception {
    for (String module : ARROWS.keySet()) {
      assertThat(Pom.of(module).testDependencies())
          .as("what the tests of %s depend on", module)
          .filteredOn(Pom.Dependency::isOurs)
          .allMatch(d -> d.module().equals("namespaces") && d.type().equals("test-jar"));
    }
  }

  @Test
  void moduleDescriptors_haveTheArrowsOfTheDesign() {
    Map<String, ModuleDescriptor> ours = descriptors();
    assertThat(ours.keySet()).isEqualTo(EXPORTS.keySet());
    ours.forEach(
        (module, descriptor) ->
            assertThat(siblings(descriptor)).as(module).isEqualTo(ARROWS.get(module)));
  }

  @Test
  void moduleDescriptors_exportToEveryoneWhatIsApi() {
    descriptors()
        .forEach(
            (module, descriptor) ->
                assertThat(
                        descriptor.exports().stream()
                            .filter(exported -> !exported.isQualified())
                            .map(ModuleDescriptor.Exports::source))
                    .as(module)
                    .containsExactlyInAnyOrderElementsOf(EXPORTS.get(module)));
  }

  @Test
  void jna_isUsedInTheLinuxPackageOnly() throws IOException {
    for (ModuleReference module : ourModules()) {
      try (ModuleReader reader = module.open();
          Stream<String> entries = reader.list()) {
        for (String entry : entries.filter(ModuleArrowsTest::mayNotUseJna).toList()) {
          String constants = new String(reader.read(entry).orElseThrow().array(), ISO_8859_1);
          assertThat(constants).as(entry).doesNotContain("com/sun/jna");
        }
      }
    }
  }

  /** The sources too: examples and benchmarks are no modules, and are built after this test. */
  @Test
  void jna_isNamedInTheSourcesOfTheLinuxPackageOnly() throws IOException {
    for (String module : ARROWS.keySet()) {
      try (Stream<Path> files = Files.walk(Pom.TOP.resolve(module).resolve("src/main/java"))) {
        assertThat(files.filter(file -> file.toString().endsWith(".java")))
            .filteredOn(file -> !file.endsWith("module-info.java"))
            .filteredOn(file -> !file.toString().contains("/dev/caisson/linux/"))
            .allSatisfy(file -> assertThat(file).content().doesNotContain("com.sun.jna"));
      }
    }
  }

  private static boolean mayNotUseJna(String entry) {
    return entry.endsWith(".class")
        && !entry.equals("module-info.class")
        && !entry.startsWith("dev/caisson/linux/");
  }

  private static Set<String> siblings(ModuleDescriptor descriptor) {
    return descriptor.requires().stream()
        .map(ModuleDescriptor.Requires::name)
        .filter(name -> name.startsWith("dev.caisson."))
        .map(name -> name.substring("dev.caisson.".length()))
        .collect(toSet());
  }

  private static Map<String, ModuleDescriptor> descriptors() {
    return ourModules().stream()
        .map(ModuleReference::descriptor)
        .collect(toMap(d -> d.name().substring("dev.caisson.".length()), d -> d));
  }

  /** The library's modules on this test's class path, each a jar or a folder of classes. */
  private static List<ModuleReference> ourModules() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(
            entry -> !entry.endsWith("test-classes") && !entry.toString().endsWith("-tests.jar"))
        .filter(entry -> entry.toString().contains("caisson") || entry.endsWith("classes"))
        .flatMap(entry -> ModuleFinder.of(entry).findAll().stream())
        .filter(module -> module.descriptor().name().startsWith("dev.caisson."))
        .toList();
  }
}
