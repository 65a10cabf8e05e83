package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.Output;
import dev.caisson.OwnTerminal;
import dev.caisson.Result;
import dev.caisson.Root;
import dev.caisson.RunningContainer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caisson run}: one container, from its start to its end. */
@Command(
    name = "run",
    description = "Runs a command in a new container.",
    customSynopsis = "caisson run [OPTIONS] IMAGE [--] [COMMAND [ARG...]]",
    sortOptions = false,
    footer = {
      "",
      "Exit status: the command's; 128+n if signal n ended it; 124 after the timeout;",
      "125 an error of caisson's; 126 the command can't be executed; 127 it is not",
      "there; 137 it was out of memory, or wrote more than the output limit, as a line",
      "on stderr says.",
      "",
      "  caisson run host: -- sh -c 'id; hostname; ps -e'",
      "  caisson run -m 256m --timeout 5 oci:images/python:3 python3 -c 'print(1)'"
    })
final class RunCommand {

  @Mixin private CommandOptions command = new CommandOptions();
  @Mixin private TerminalOptions terminal = new TerminalOptions();
  @Mixin private FileSystemOptions fileSystem = new FileSystemOptions();
  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private ReportOptions reporting = new ReportOptions();

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      converter = ImageName.class,
      description = {
        "host: for this machine's system folders, rootfs:DIR, docker-archive:FILE[:TAG]",
        "or oci:DIR[:TAG]."
      })
  private Root image = Root.host();

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What is run; by default what the image says.")
  private List<String> words = new ArrayList<>();

  /** Tells of a mistake in the arguments; returns the exit status. */
  int refuse(Exception mistake) {
    Complaint complaint = Complaint.of(mistake);
    int status = complaint.print();
    try (Report report = reporting.open()) {
      report.write(complaint);
    } catch (IOException e) {
      Complaint.of(e).print();
    }
    return status;
  }

  /** Runs the container; returns the exit status. */
  int call() {
    try (Report report = reporting.open()) {
      return run(report);
    } catch (IOException e) {
      return Complaint.of(e).print();
    }
  }

  private int run(Report report) throws IOException {
    try {
      Result result = runToEnd(container());
      ExitStatus status = ExitStatus.of(result);
      status.reason().ifPresent(reason -> System.err.println("caisson: " + reason));
      report.write(result, status);
      return status.number();
    } catch (IOException | InterruptedException | RuntimeException | LinkageError e) {
      Complaint complaint = Complaint.of(e);
      int status = complaint.print();
      report.write(complaint);
      return status;
    }
  }

  private Container container() {
    ContainerBuilder builder = Container.builder().root(image);
    // What comes after IMAGE is the command's, but for the -- that may stand between them.
    List<String> rest =
        !words.isEmpty() && words.get(0).equals("--") ? words.subList(1, words.size()) : words;
    if (!rest.isEmpty()) {
      builder.command(rest);
    }
    if (terminal.isWanted()) {
      terminal.apply(builder);
    } else {
      Output output = limits.isOutputLimited() ? Output.pipe() : Output.inherit();
      builder.stdin(Input.inherit()).stdout(output).stderr(output);
    }
    command.apply(builder);
    fileSystem.apply(builder);
    limits.apply(builder);
    return builder.build();
  }

  private Result runToEnd(Container container) throws IOException, InterruptedException {
    ForwardedSignals signals = ForwardedSignals.begin();
    if (terminal.isWanted()) {
      // It is closed last, and the caller's terminal is then what it was.
      try (OwnTerminal own = terminal.open().orElse(null);
          RunningContainer running = container.start()) {
        signals.to(running);
        return new TerminalSession(running).run(Optional.ofNullable(own));
      }
    }
    try (RunningContainer running = container.start()) {
      signals.to(running);
      if (!limits.isOutputLimited()) {
        return running.waitFor();
      }
      Pump stdout = Pump.start("stdout", running.stdout(), FileDescriptor.out);
      Pump stderr = Pump.start("stderr", running.stderr(), FileDescriptor.err);
      Result result = running.waitFor();
      stdout.finish();
      stderr.finish();
      return result;
    }
  }
}
