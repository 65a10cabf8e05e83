package dev.caisson.examples.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code caisson}. */
@Command(
    name = "caisson",
    description = "Runs programs in containers, without a daemon.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RunCommand.class)
public final class Main {

  private Main() {}

  /** Runs what the arguments say, and exits with the status that {@link ExitStatus} tells. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  private static int execute(String... arguments) {
    CommandLine caisson =
        new CommandLine(new Main()).setExpandAtFiles(false).setStopAtPositional(true);
    prepare(caisson);
    caisson.getSubcommands().values().forEach(Main::prepare);
    ParseResult parsed = caisson.parseArgs(arguments);
    if (CommandLine.printHelpIfRequested(parsed)) {
      return 0;
    }
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    List<Exception> mistakes =
        parsed.hasSubcommand() && parsed.errors().isEmpty() ? last.errors() : parsed.errors();
    if (last.commandSpec().userObject() instanceof RunCommand run) {
      return mistakes.isEmpty() ? run.call() : run.refuse(mistakes.get(0));
    }
    if (!mistakes.isEmpty()) {
      return Complaint.of(mistakes.get(0)).print();
    }
    caisson.usage(System.err);
    return ExitStatus.ERROR;
  }

  private static void prepare(CommandLine command) {
    // All mistakes are gathered, so that a report that was asked for tells of them.
    command.getCommandSpec().parser().collectErrors(true);
    // Not -h, which is the host name, as it is with docker run.
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
  }
}
