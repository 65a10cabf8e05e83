package dev.caisson.examples.cli;

import dev.caisson.Host;
import dev.caisson.HostReport;
import dev.caisson.error.CaissonException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code caisson doctor}. */
@Command(
    name = "doctor",
    description = {
      "Tries what this machine can do for containers of this user, and tells what mends the rest.",
      "Exits with 0 if a container with all defaults runs, else with 1."
    })
final class DoctorCommand {

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  int call() {
    HostReport report;
    try {
      report = Host.report();
    } catch (CaissonException e) {
      return Complaint.of(e).print();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Complaint.of(e).print();
    }
    Diagnosis diagnosis = Diagnosis.of(report);
    System.out.print(json ? diagnosis.json() + "\n" : diagnosis.text());
    return report.container().isThere() ? 0 : 1;
  }
}
