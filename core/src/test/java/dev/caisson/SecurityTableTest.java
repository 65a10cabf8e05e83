package dev.caisson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.namespaces.seccomp.CallGroup;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What SECURITY.md promises is there: each test that its tables name, each call. */
final class SecurityTableTest {

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");
  private static final Pattern CALL = Pattern.compile("`(\\w+)\\(([^`]*)\\)`");
  private static final Pattern CONSTANT = Pattern.compile("(Users|Network|CallGroup)\\.(\\w+)");

  /** Returns the cells of the rows of the table below a heading. */
  private static List<String[]> table(String heading) throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Pom.TOP.resolve("SECURITY.md"))) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + heading);
      } else if (inside && line.startsWith("| ")) {
        rows.add(line.substring(2, line.length() - 2).split(" \\| ", -1));
      }
    }
    return rows.subList(1, rows.size());
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.find(Pom.TOP, 12, (path, a) -> path.endsWith(test + ".java"))) {
      List<Path> found = files.filter(path -> !path.toString().contains("/target/")).toList();
      assertThat(found).as(test).hasSize(1);
      return Files.readString(found.get(0));
    }
  }

  @Test
  void attacks_nameTestsThatExist() throws Exception {
    List<String[]> attacks = table("Attacks that are tests");
    assertThat(attacks).hasSizeGreaterThan(30);
    for (String[] attack : attacks) {
      assertThat(attack).as(attack[0]).hasSize(3);
      Matcher named = TEST.matcher(attack[2]);
      int count = 0;
      for (; named.find(); count++) {
        assertThat(source(named.group(1)))
            .as(attack[0])
            .containsPattern(
                "@(Parameterized)?Test\\b[\\s\\S]{0,600}?\\bvoid " + named.group(2) + "\\(");
      }
      assertThat(count).as("tests of: " + attack[0]).isPositive();
    }
  }

  @Test
  void defaults_areOpenedByCallsThatExist() throws Exception {
    List<String[]> defaults = table("What each default stops, and the call that opens it");
    assertThat(defaults).hasSizeGreaterThan(8);
    List<String> methods =
        Stream.of(ContainerBuilder.class.getMethods()).map(Method::getName).toList();
    for (String[] each : defaults) {
      assertThat(each).as(each[0]).hasSize(3);
      Matcher call = CALL.matcher(each[2]);
      assertThat(call.find()).as("call of: " + each[0]).isTrue();
      assertThat(methods).as(each[0]).contains(call.group(1));
      Matcher constant = CONSTANT.matcher(call.group(2));
      while (constant.find()) {
        assertThat(constants(constant.group(1))).as(each[0]).contains(constant.group(2));
      }
    }
  }

  private static List<String> constants(String type) {
    Enum<?>[] constants =
        switch (type) {
          case "Users" -> Users.values();
          case "Network" -> Network.values();
          default -> CallGroup.values();
        };
    return Stream.of(constants).map(Enum::name).toList();
  }
}
