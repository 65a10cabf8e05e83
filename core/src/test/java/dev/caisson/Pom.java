package dev.caisson;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A pom.xml of this project, as far as the architecture test reads it. */
record Pom(Element project) {
  /** The folder of the parent pom. Maven says where the module is, and an IDE starts there. */
  static final Path TOP =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
          .toAbsolutePath()
          .getParent();

  static Pom parent() throws Exception {
    return read(TOP.resolve("pom.xml"));
  }

  static Pom of(String module) throws Exception {
    return read(TOP.resolve(module).resolve("pom.xml"));
  }

  private static Pom read(Path file) throws Exception {
    return new Pom(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement());
  }

  List<String> modules() {
    return children(project, "modules")
        .flatMap(modules -> children(modules, "module"))
        .map(Element::getTextContent)
        .toList();
  }

  /** What the module needs to be compiled and run. */
  List<Dependency> dependencies() {
    return declared().filter(dependency -> !dependency.scope().equals("test")).toList();
  }

  /** What only its tests need. */
  List<Dependency> testDependencies() {
    return declared().filter(dependency -> dependency.scope().equals("test")).toList();
  }

  private Stream<Dependency> declared() {
    return children(project, "dependencies")
        .flatMap(dependencies -> children(dependencies, "dependency"))
        .map(
            dependency ->
                new Dependency(
                    text(dependency, "groupId", ""),
                    text(dependency, "artifactId", ""),
                    text(dependency, "type", "jar"),
                    text(dependency, "scope", "compile")));
  }

  private static String text(Element parent, String name, String otherwise) {
    return children(parent, name).map(Element::getTextContent).findFirst().orElse(otherwise);
  }

  private static Stream<Element> children(Element parent, String name) {
    NodeList nodes = parent.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .<Node>mapToObj(nodes::item)
        .filter(node -> node.getNodeName().equals(name))
        .map(Element.class::cast);
  }

  /** One declared dependency. */
  record Dependency(String groupId, String artifactId, String type, String scope) {
    boolean isOurs() {
      return groupId.equals("dev.caisson");
    }

    /** The folder of the module that it names. */
    String module() {
      return artifactId.substring("caisson-".length());
    }
  }
}
