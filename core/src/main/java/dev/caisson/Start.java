package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.FirstProcess;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.Launcher;
import dev.caisson.launch.UserMapping;
import dev.caisson.namespaces.Mount;
import dev.caisson.namespaces.Namespace;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One start of a container: what it takes is made in order, and taken down again if a step fails.
 */
final class Start {

  private static final long CAPTURE_LIMIT = 16 << 20;

  private final Container.Recipe recipe;
  private final String id = ContainerId.next();

  Start(Container.Recipe recipe) {
    this.recipe = recipe;
  }

  /** Starts it; an output that was not set becomes {@code unset}. */
  RunningContainer start(Output unset) throws CaissonException, InterruptedException {
    Output stdout = recipe.stdout().orElse(unset);
    Output stderr = recipe.stderr().orElse(unset);
    OutputBudget budget = new OutputBudget(outputLimit(stdout, stderr));
    Prepared prepared = prepare();
    boolean userNamespace = prepared.users().isNamespace();
    Running.arm();
    ResourceGroup group = ResourceGroup.make(id, recipe.limits(), userNamespace);
    try {
      Wiring wiring = Wiring.of(recipe.stdin().orElse(Input.empty()), stdout, stderr, budget);
      try {
        return launch(plan(prepared, group), group, wiring, budget);
      } catch (CaissonException | InterruptedException | RuntimeException e) {
        wiring.close();
        throw e;
      }
    } catch (CaissonException e) {
      CaissonException explained = group.explain(e);
      group.undo(explained);
      throw explained;
    } catch (InterruptedException | RuntimeException e) {
      group.undo(e);
      throw e;
    }
  }

  /** What is known before anything is made. */
  private record Prepared(
      PreparedRoot root, CommandLine line, Accounts.Account account, UserMapping users) {}

  private Prepared prepare() throws CaissonException {
    PreparedRoot root = PreparedRoot.of(recipe.root());
    CommandLine line = new CommandLine(recipe, root.config());
    Accounts.Account account = root.accounts().find(line.user());
    UserMapping users = Identity.of(account.credentials(), recipe.subordinateIds());
    checkSources();
    return new Prepared(root, line, account, users);
  }

  private void checkSources() throws CaissonException {
    for (Mount mount : recipe.mounts()) {
      if (mount instanceof Mount.Bind bind && !Files.exists(bind.source())) {
        throw new CaissonException(
            "bind mount",
            bind.source() + " on " + bind.target(),
            "the source is not there",
            Optional.of("make it, or name another"));
      }
    }
  }

  private LaunchPlan plan(Prepared prepared, ResourceGroup group) throws CaissonException {
    return new LaunchPlan(
        namespaces(),
        prepared.users(),
        group.groups(),
        StateDirectory.staging(),
        recipe.diskLimit(),
        prepared.root().fileSystem(),
        recipe.readOnlyRoot(),
        recipe.mounts(),
        !recipe.unmasked(),
        hostname(),
        payload(prepared, group));
  }

  private Set<Namespace> namespaces() {
    Set<Namespace> namespaces = EnumSet.of(Namespace.UTS, Namespace.IPC, Namespace.CGROUP);
    if (recipe.network() == Network.NONE) {
      namespaces.add(Namespace.NET);
    }
    return namespaces;
  }

  private String hostname() {
    return recipe.hostname().orElse(id);
  }

  private LaunchPlan.Payload payload(Prepared prepared, ResourceGroup group)
      throws CaissonException {
    CommandLine line = prepared.line();
    Map<String, String> environment = line.environment(hostname(), prepared.account().home());
    List<String> entries =
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return new LaunchPlan.Payload(
        line.command(),
        entries,
        CommandLine.searchPath(environment),
        line.workingDirectory(),
        prepared.account().credentials(),
        recipe.capabilities(),
        recipe.newPrivileges(),
        group.processRlimit());
  }

  private RunningContainer launch(
      LaunchPlan plan, ResourceGroup group, Wiring wiring, OutputBudget budget)
      throws CaissonException, InterruptedException {
    Loop loop = Loop.get();
    FirstProcess process = Launcher.start(plan, wiring.inside());
    wiring.closeInside();
    Life life = new Life(process, group.cgroup(), wiring, group.processLimit());
    budget.onExceeded(() -> life.endBy(Ending.OUTPUT_LIMIT));
    Running.add(life);
    life.begin(loop, recipe.timeout());
    return new RunningContainer(life, wiring);
  }

  private long outputLimit(Output stdout, Output stderr) {
    boolean captured = stdout instanceof Output.Capture || stderr instanceof Output.Capture;
    return recipe.outputLimit().orElse(captured ? CAPTURE_LIMIT : Long.MAX_VALUE);
  }
}
