package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.ContainerBuilder;
import dev.caisson.Input;
import dev.caisson.Output;
import dev.caisson.Root;
import dev.caisson.error.UnknownUserException;
import dev.caisson.image.registry.RegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code caisson run}: one container, from its start to its end. */
@Command(
    name = "run",
    description = "Runs a command in a new container.",
    customSynopsis = "caisson run [OPTIONS] IMAGE [--] [COMMAND [ARG...]]",
    sortOptions = false,
    footer = {
      "",
      "SIGINT, SIGTERM and SIGHUP are passed on to the command's process group; the",
      "third within 10 seconds kills the container. So are SIGUSR1, SIGUSR2 and",
      "SIGWINCH, but not SIGQUIT, which Java keeps: it prints its threads to stderr.",
      "",
      "Exit status: the command's; 128+n if signal n ended it; 124 after the timeout;",
      "125 an error of caisson's; 126 the command can't be executed; 127 it is not",
      "there; 137 it was out of memory, or wrote more than the output limit, as a line",
      "on stderr says.",
      "",
      "  " + RunCommand.EXAMPLE,
      "  caisson run -m 256m --timeout 5 oci:images/python:3 python3 -c 'print(1)'"
    })
final class RunCommand {

  /** A whole command line that works on any machine. */
  static final String EXAMPLE = "caisson run host: -- sh -c 'id; hostname; ps -e'";

  @Mixin private CommandOptions command = new CommandOptions();
  @Mixin private TerminalOptions terminal = new TerminalOptions();
  @Mixin private FileSystemOptions fileSystem = new FileSystemOptions();
  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private PrivilegeOptions privileges = new PrivilegeOptions();
  @Mixin private StopOptions stopping = new StopOptions();
  @Mixin private KeepOptions keeping = new KeepOptions();
  @Mixin private ReportOptions reporting = new ReportOptions();

  @Option(
      names = {"--rm", "--init"},
      description = "Accepted: each container is removed at its end, and has an init.")
  void acceptUsual(boolean given) {
    // It is what happens anyway.
  }

  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      converter = ImageName.class,
      description = {
        "host: for this machine's system folders, rootfs:DIR, docker-archive:FILE[:TAG],",
        "oci-archive:FILE[:TAG], oci:DIR[:TAG], or a name such as busybox:1.36, which is",
        "pulled if need be."
      })
  private Root image = Root.host();

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "What is run; by default what the image says.")
  private List<String> words = new ArrayList<>();

  /** Runs the container; returns the exit status. */
  int call(Request request) {
    try (Report report = open(request)) {
      return run(request, report);
    } catch (IOException e) {
      return Complaint.of(e).print();
    }
  }

  private Report open(Request request) throws IOException {
    try {
      return reporting.open(request);
    } catch (IOException e) {
      request.check();
      throw e;
    }
  }

  private int run(Request request, Report report) throws IOException {
    Foreground.End end;
    try {
      request.check();
      keeping.check();
      Container container = container(request);
      try (Keeping opened = keeping.open(request)) {
        fetch();
        end = run(container, opened);
      }
    } catch (IOException | InterruptedException | RuntimeException | LinkageError e) {
      Complaint complaint = explain(request, e);
      int status = complaint.print();
      report.write(complaint);
      return status;
    }
    end.status().reason().ifPresent(Complaint::say);
    report.write(end.result(), end.status());
    return end.status().number();
  }

  /** Pulls what the store lacks here, where it can be shown. */
  private void fetch() throws IOException, InterruptedException {
    if (!(image instanceof Root.Named named) || Container.images().has(named.name())) {
      return;
    }
    try (RegistryClient client = RegistryClient.builder().build();
        ProgressBar bar = ProgressBar.of(false)) {
      Container.images().pullAndUse(client, named.name(), bar).close();
    }
  }

  private Foreground.End run(Container container, Keeping opened)
      throws IOException, InterruptedException {
    return terminal.isWanted()
        ? Foreground.run(container, terminal, stopping.timeout(), opened)
        : Foreground.run(container, limits.isOutputLimited(), stopping.timeout(), opened);
  }

  private Complaint explain(Request request, Throwable error) {
    if (error instanceof ParameterException wrong) {
      return Complaint.of(new Mistake(request.words()).refusal(wrong));
    }
    Complaint complaint = Complaint.of(error);
    return error instanceof UnknownUserException unknown && command.named(unknown)
        ? complaint.about(request.typed("--user"))
        : complaint;
  }

  private Container container(Request request) {
    ContainerBuilder builder = Container.builder().root(image);
    // What comes after IMAGE is the command's, but for the -- that may stand between them.
    List<String> rest =
        !words.isEmpty() && words.get(0).equals("--") ? words.subList(1, words.size()) : words;
    if (!rest.isEmpty()) {
      builder.command(rest);
    } else if (!(image instanceof Root.Image || image instanceof Root.Named)
        && !command.nameEntrypoint()) {
      throw new Refusal("what to run is missing; as in: " + EXAMPLE + "; see caisson run --help");
    }
    connect(builder);
    Settings settings = new Settings(request.parsed(), builder);
    command.apply(settings);
    fileSystem.apply(settings);
    limits.apply(settings);
    privileges.apply(settings);
    return builder.build();
  }

  private void connect(ContainerBuilder builder) {
    if (terminal.isWanted()) {
      terminal.apply(builder);
    } else {
      Output output = limits.isOutputLimited() ? Output.pipe() : Output.inherit();
      builder.stdin(Input.inherit()).stdout(output).stderr(output);
    }
  }
}
