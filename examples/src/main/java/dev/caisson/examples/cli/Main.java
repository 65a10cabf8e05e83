package dev.caisson.examples.cli;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code caisson}. */
@Command(
    name = "caisson",
    description = "Runs programs in containers, without a daemon.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RunCommand.class)
public final class Main {

  // Not -h, which is the host name, as it is with docker run.
  @Option(
      names = "--help",
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  private Main() {}

  /** Runs what the arguments say, and exits with the status that {@link ExitStatus} tells. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  private static int execute(String... arguments) {
    CommandLine caisson =
        new CommandLine(new Main()).setExpandAtFiles(false).setStopAtPositional(true);
    // All mistakes are gathered, so that a report that was asked for tells of them.
    forEach(caisson, command -> command.getCommandSpec().parser().collectErrors(true));
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

  private static void forEach(CommandLine command, Consumer<CommandLine> deed) {
    deed.accept(command);
    command.getSubcommands().values().forEach(deed);
  }
}
