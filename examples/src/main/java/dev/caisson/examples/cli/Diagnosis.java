package dev.caisson.examples.cli;

import dev.caisson.HostReport;
import dev.caisson.cgroups.CgroupReport;
import dev.caisson.cgroups.CgroupReport.MountedHierarchy;
import dev.caisson.cgroups.Controller;
import dev.caisson.namespaces.Finding;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A report on this machine as lines: a heading for each part, and below it what was found.
 *
 * @param parts the findings of each part by their names, in order
 */
record Diagnosis(Map<String, Map<String, Finding>> parts) {

  private static final String LINE = "  %-7s %-34s %s%n";

  static Diagnosis of(HostReport report) {
    Map<String, Map<String, Finding>> parts = new LinkedHashMap<>();
    parts.put("machine", machine(report));
    parts.put("namespaces", named(report.kernel().namespaces()));
    Map<String, Finding> features = named(report.kernel().features());
    features.put("subordinate ids", report.subordinateIds());
    parts.put("features", features);
    parts.put("control groups", cgroups(report.cgroups()));
    parts.put("container", Map.of("with all defaults", report.container()));
    return new Diagnosis(parts);
  }

  private static Map<String, Finding> machine(HostReport report) {
    Map<String, Finding> machine = new LinkedHashMap<>();
    machine.put("kernel", Finding.there("Linux " + report.kernel().release()));
    machine.put("processor", Finding.there(report.kernel().architecture()));
    machine.put("user", Finding.there(report.user() + ", uid " + report.uid()));
    return machine;
  }

  private static Map<String, Finding> named(Map<?, Finding> findings) {
    Map<String, Finding> named = new LinkedHashMap<>();
    findings.forEach((key, finding) -> named.put(name(key), finding));
    return named;
  }

  private static String name(Object key) {
    return key instanceof Namespace ? key.toString().toLowerCase(Locale.ROOT) : key.toString();
  }

  private static Map<String, Finding> cgroups(CgroupReport report) {
    Map<String, Finding> cgroups = new LinkedHashMap<>();
    String mode = report.mode().name().toLowerCase(Locale.ROOT);
    String place = report.place().name().toLowerCase(Locale.ROOT);
    cgroups.put("hierarchies", Finding.there(mode + "; groups are made: " + place));
    for (MountedHierarchy hierarchy : report.hierarchies()) {
      cgroups.put(hierarchy.point().toString(), hierarchy(hierarchy));
    }
    for (Controller controller : Controller.values()) {
      cgroups.put(
          "limit " + controller,
          obstacle(Optional.ofNullable(report.unavailable().get(controller))));
    }
    cgroups.put("freeze", obstacle(report.freezer()));
    for (CgroupReport.Feature feature : CgroupReport.Feature.values()) {
      String name = feature.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (feature != CgroupReport.Feature.FREEZE) {
        cgroups.put(name, feature(report, feature));
      }
    }
    return cgroups;
  }

  private static Finding hierarchy(MountedHierarchy hierarchy) {
    String controllers = String.join(",", new TreeSet<>(hierarchy.controllers()));
    return Finding.there(
        "v"
            + hierarchy.version()
            + (hierarchy.isReadOnly() ? ", read-only" : "")
            + ", controllers: "
            + (controllers.isEmpty() ? "none" : controllers)
            + ", own group: "
            + hierarchy.own().orElse("unknown")
            + hierarchy.base().map(Path::toString).map(base -> ", ours in: " + base).orElse(""));
  }

  private static Finding obstacle(Optional<String> obstacle) {
    return obstacle
        .map(
            text -> {
              int end = text.indexOf("; ");
              return Finding.missing(text.substring(0, end), text.substring(end + 2));
            })
        .orElseGet(() -> Finding.there("can be had"));
  }

  private static Finding feature(CgroupReport report, CgroupReport.Feature feature) {
    return report.features().contains(feature)
        ? Finding.there("the kernel has it")
        : Finding.missing("not in the groups that can be made here", remedy(report, feature));
  }

  private static String remedy(CgroupReport report, CgroupReport.Feature feature) {
    if (report.mode() != CgroupReport.Mode.V2) {
      return "have all controllers on v2: boot with systemd.unified_cgroup_hierarchy=1"
          + " cgroup_no_v1=all";
    }
    return switch (feature) {
      case KILL -> "use Linux 5.14 or newer";
      case MEMORY_PEAK -> "use Linux 5.19 or newer, with the memory controller handed down";
      case PRESSURE -> "boot with psi=1";
      default -> "have the controllers handed down: systemd-run --user --scope -p Delegate=yes";
    };
  }

  /** Returns the text for a person; each thing that is missing is followed by what mends it. */
  String text() {
    List<String> lines = new ArrayList<>();
    parts.forEach(
        (part, findings) -> {
          lines.add(part + System.lineSeparator());
          findings.forEach(
              (name, finding) -> {
                String mark = finding.isThere() ? "yes" : "no";
                lines.add(String.format(Locale.ROOT, LINE, mark, name, finding.detail()));
                finding
                    .remedy()
                    .ifPresent(
                        remedy ->
                            lines.add(
                                String.format(Locale.ROOT, LINE, "", "", "remedy: " + remedy)));
              });
        });
    return lines.stream().collect(Collectors.joining());
  }

  JsonObject json() {
    JsonObject all = new JsonObject();
    parts.forEach(
        (part, findings) -> {
          JsonObject object = new JsonObject();
          findings.forEach((name, finding) -> object.object(name, json(finding)));
          all.object(part, object);
        });
    return all;
  }

  private static JsonObject json(Finding finding) {
    return new JsonObject()
        .bool("there", finding.isThere())
        .text("detail", finding.detail())
        .text("remedy", finding.remedy());
  }
}
