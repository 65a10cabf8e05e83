package dev.caisson.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command {@code caisson}. */
@Command(
    name = "caisson",
    description = "Runs programs in containers, without a daemon.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      DoctorCommand.class,
      PullCommand.class,
      PushCommand.class,
      LoginCommand.class,
      ImagesCommand.class,
      InspectCommand.class,
      TagCommand.class,
      RmiCommand.class,
      PruneCommand.class,
      VerifyCommand.class,
      SaveCommand.class,
      LoadCommand.class,
      ImportCommand.class,
      HelpCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs what the arguments say, and exits with the status that {@link ExitStatus} tells. */
  public static void main(String[] arguments) {
    // What came in as UTF-8 goes out so, whatever Java takes the locale for.
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int status = execute(arguments);
    boolean lost = System.out.checkError();
    System.exit(lost && status == 0 ? ExitStatus.ERROR : status);
  }

  private static PrintStream utf8(FileDescriptor file) {
    return new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
  }

  private static int execute(String... arguments) {
    try {
      return execute(Words.ofThisProcess(arguments));
    } catch (IOException | Refusal e) {
      return Complaint.of(e).print();
    }
  }

  private static int execute(Words words) {
    CommandLine caisson = commandLine();
    ParseResult parsed = caisson.parseArgs(words.words().toArray(String[]::new));
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    List<Exception> mistakes = parsed.errors().isEmpty() ? last.errors() : parsed.errors();
    try {
      if (CommandLine.printHelpIfRequested(parsed)) {
        return 0;
      }
    } catch (ParameterException e) {
      throw new Mistake(words).refusal(e);
    }
    if (last.commandSpec().userObject() instanceof RunCommand run) {
      return run.call(new Request(words, last, mistakes));
    }
    if (last.commandSpec().userObject() instanceof Deed deed) {
      return deed.call(new Request(words, last, mistakes));
    }
    if (!mistakes.isEmpty()) {
      throw new Mistake(words).firstOf(mistakes);
    }
    if (last.commandSpec().userObject() instanceof DoctorCommand doctor) {
      return doctor.call();
    }
    caisson.usage(System.err);
    return ExitStatus.ERROR;
  }

  private static CommandLine commandLine() {
    CommandLine caisson =
        new CommandLine(new Main())
            .setExpandAtFiles(false)
            .setStopAtPositional(true)
            .setOverwrittenOptionsAllowed(true);
    prepare(caisson);
    for (CommandLine command : caisson.getSubcommands().values()) {
      if (!(command.getCommandSpec().userObject() instanceof HelpCommand)) {
        prepare(command);
      }
    }
    caisson
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
    return caisson;
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
