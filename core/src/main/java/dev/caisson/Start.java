package dev.caisson;

import dev.caisson.cgroups.Cgroups;
import dev.caisson.error.CaissonException;
import dev.caisson.image.ImageUse;
import dev.caisson.launch.Door;
import dev.caisson.launch.Enclosure;
import dev.caisson.launch.FirstProcess;
import dev.caisson.launch.Launch;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.launch.RootDoor;
import dev.caisson.launch.Supervision;
import dev.caisson.launch.UserMapping;
import dev.caisson.linux.Loop;
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

  private final Container.Recipe recipe;
  private final boolean filesKept;
  private final String id = ContainerId.next();
  private Optional<Wiring> wiring = Optional.empty();
  private Optional<ResourceGroup> group = Optional.empty();
  private Optional<Launch> launch = Optional.empty();
  private Optional<ImageUse> use = Optional.empty();
  private Optional<KeptFiles> files = Optional.empty();
  private Optional<Supervision> supervision = Optional.empty();

  /** {@code filesKept} says whether anybody can ask for the container's files. */
  Start(Container.Recipe recipe, boolean filesKept) {
    this.recipe = recipe;
    this.filesKept = filesKept;
  }

  /** Starts it; an output that was not set becomes {@code unset}. */
  RunningContainer start(Output unset) throws CaissonException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the start of a container");
    }
    Running.arm();
    try (Prepared prepared = prepare()) {
      return start(prepared, unset);
    } catch (CaissonException e) {
      CaissonException explained = group.isPresent() ? group.get().explain(e) : e;
      undo(explained);
      throw explained;
    } catch (InterruptedException | RuntimeException e) {
      undo(e);
      throw e;
    }
  }

  private RunningContainer start(Prepared prepared, Output unset)
      throws CaissonException, InterruptedException {
    Loop loop = Loop.get();
    Wiring streams = Wiring.of(recipe.command(), unset);
    wiring = Optional.of(streams);
    streams.giveTo(prepared.users(), prepared.account().credentials());
    if (filesKept) {
      files = Optional.of(KeptFiles.expected());
    }
    if (recipe.supervisor().isPresent()) {
      supervision = Optional.of(Supervision.start(recipe.supervisor().get()));
    }
    FirstProcess process = launch(prepared, streams);
    files.ifPresent(KeptFiles::sent);
    ResourceGroup limits = group(prepared);
    Circumstances circumstances =
        new Circumstances(limits.processLimit(), prepared.foundation().users());
    Life life = new Life(process, limits.cgroup(), streams, circumstances);
    if (sharesProcesses()) {
      life.endsGroup(limits.cgroup().orElseThrow());
    }
    // Before the end, which takes the process's descriptors with it.
    Optional<RootDoor> rootDoor = process.takeRootDoor();
    Running.add(life);
    life.begin(loop, recipe.command().timeout());
    Premises premises =
        new Premises(
            process,
            life,
            enclosure(prepared),
            limits,
            circumstances,
            payload(prepared, limits),
            prepared.root().accounts(),
            recipe.command().attributes(),
            recipe.supervisor());
    return new RunningContainer(life, streams, premises, rootDoor, image(prepared, rootDoor), use);
  }

  private Optional<ContainerImage> image(Prepared prepared, Optional<RootDoor> door) {
    return files.map(
        kept ->
            new ContainerImage(
                kept, door.orElseThrow(), prepared.users(), prepared.root().origin()));
  }

  private FirstProcess launch(Prepared prepared, Wiring streams)
      throws CaissonException, InterruptedException {
    // A group of v2 is entered at birth; others are made while the kernel makes the namespaces.
    if (Cgroups.host().mayTakeClones(recipe.limits())) {
      group(prepared);
    }
    if (sharesProcesses()) {
      recipe.sharing().orElseThrow().requireEnd(group(prepared).cgroup());
    }
    Launch begun =
        Launch.begin(
            enclosure(prepared),
            streams.inside(),
            prepared.foundation().trees(),
            files.map(KeptFiles::sendingEnd),
            supervision.map(Supervision::sendingEnd));
    launch = Optional.of(begun);
    streams.closeInside();
    supervision.ifPresent(Supervision::close);
    return begun.finish(plan(prepared, group(prepared)));
  }

  private boolean sharesProcesses() {
    return recipe.sharing().filter(Sharing::sharesProcesses).isPresent();
  }

  private Enclosure enclosure(Prepared prepared) {
    return new Enclosure(
        namespaces(),
        prepared.users(),
        group.flatMap(ResourceGroup::birthplace),
        recipe.command().attributes().precedence(),
        prepared.neighbour());
  }

  private ResourceGroup group(Prepared prepared) throws CaissonException {
    if (group.isEmpty()) {
      boolean userNamespace = prepared.users().isNamespace();
      group = Optional.of(ResourceGroup.make(id, recipe.limits(), recipe.init(), userNamespace));
      group.get().letIn(prepared.users());
    }
    return group.get();
  }

  private void undo(Exception cause) {
    Failures failures = new Failures();
    launch.ifPresent(begun -> failures.collect(begun::close));
    group.flatMap(ResourceGroup::cgroup).ifPresent(made -> failures.collect(made::close));
    wiring.ifPresent(Wiring::close);
    files.ifPresent(KeptFiles::close);
    supervision.ifPresent(Supervision::close);
    use.ifPresent(held -> failures.collect(held::close));
    Exception later = failures.first();
    if (later != null) {
      cause.addSuppressed(later);
    }
  }

  /** What is known before anything is started. */
  private record Prepared(
      PreparedRoot root,
      CommandLine line,
      Accounts.Account account,
      Foundation foundation,
      Optional<Enclosure.Neighbour> neighbour)
      implements AutoCloseable {

    UserMapping users() {
      return foundation.mapping();
    }

    @Override
    public void close() {
      foundation.close();
      neighbour.ifPresent(other -> other.door().close());
    }
  }

  private Prepared prepare() throws CaissonException, InterruptedException {
    PreparedRoot root = PreparedRoot.of(recipe.root());
    use = root.use();
    CommandLine line = new CommandLine(recipe.entrypoint(), recipe.command(), root.config());
    Accounts.Account account = root.accounts().find(line.user());
    checkSources();
    recipe.confinement().requireHost();
    Foundation.Materials materials =
        new Foundation.Materials(
            root.fileSystem().sources(),
            recipe.mounts(),
            recipe.confinement().view().devices(),
            recipe.limits());
    Foundation foundation = Foundation.lay(recipe.users(), materials, account.credentials());
    try {
      return new Prepared(root, line, account, foundation, neighbour(foundation));
    } catch (CaissonException e) {
      foundation.close();
      throw e;
    }
  }

  private Optional<Enclosure.Neighbour> neighbour(Foundation foundation) throws CaissonException {
    if (recipe.sharing().isEmpty()) {
      return Optional.empty();
    }
    Door door = recipe.sharing().get().open();
    try {
      return Optional.of(recipe.sharing().get().neighbour(door, foundation.mapping()));
    } catch (CaissonException e) {
      door.close();
      throw e;
    }
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
        group.entrances(),
        StateDirectory.staging(),
        recipe.diskLimit(),
        prepared.root().fileSystem(),
        recipe.readOnlyRoot(),
        recipe.mounts(),
        recipe.confinement().view(),
        hostname(),
        recipe.init(),
        filesKept,
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
    environment.putAll(PassedDescriptors.variables(recipe.command(), recipe.init()));
    List<String> entries =
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return new LaunchPlan.Payload(
        line.command(),
        entries,
        CommandLine.searchPath(environment),
        line.workingDirectory(),
        SupplementaryGroups.add(
            recipe.command().attributes().groups(),
            prepared.account().credentials(),
            prepared.root().accounts(),
            prepared.users()),
        recipe.confinement().capabilities(),
        recipe.newPrivileges(),
        recipe.filter(),
        group.processRlimit(),
        recipe.command().attributes().toSet(),
        recipe.confinement().restraints());
  }
}
