package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.launch.Door;
import dev.caisson.launch.Enclosure;
import dev.caisson.launch.FirstProcess;
import dev.caisson.launch.Join;
import dev.caisson.launch.JoinPlan;
import dev.caisson.launch.JoinedProcess;
import dev.caisson.launch.LaunchPlan.Payload;
import dev.caisson.launch.Supervision;
import dev.caisson.linux.Fd;
import dev.caisson.linux.Loop;
import dev.caisson.namespaces.seccomp.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running container, as a command finds it that is to run there too.
 *
 * @param payload the container's own command
 * @param accounts those of the root file system, before the container has changed it
 * @param attributes those of the container's own command
 * @param supervisor who answers for the system calls of all its commands, if the filter asks him
 */
record Premises(
    FirstProcess process,
    Life life,
    Enclosure enclosure,
    ResourceGroup limits,
    Circumstances circumstances,
    Payload payload,
    Accounts accounts,
    ProcessAttributes attributes,
    Optional<Supervisor> supervisor) {

  /** Starts a command; an output that was not set becomes {@code unset}. */
  RunningCommand start(CommandSpec command, Output unset)
      throws CaissonException, InterruptedException {
    ProcessAttributes all = command.attributes().over(attributes);
    Payload own = payload(command, all);
    Wiring wiring = Wiring.of(command, unset);
    try {
      wiring.giveTo(enclosure.users(), own.credentials());
      JoinedProcess joined =
          life.suspension()
              .whileRunning(own.command().get(0), () -> join(own, all, wiring, command.timeout()));
      wiring.closeInside();
      Life begun = new Life(joined, Optional.empty(), wiring, circumstances);
      begun.inside(life);
      Running.add(begun);
      begun.begin(Loop.get(), command.timeout());
      return new RunningCommand(begun, wiring);
    } catch (CaissonException | InterruptedException | RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  private JoinedProcess join(
      Payload own, ProcessAttributes all, Wiring wiring, Optional<Duration> limit)
      throws CaissonException, InterruptedException {
    Optional<Doors> doors = life.whileThere(this::open);
    if (doors.isEmpty()) {
      throw new CaissonException(
          "execute",
          own.command().get(0),
          "the container has ended",
          Optional.of("run it in one that has not: a container ends with its own command"));
    }
    try (Doors open = doors.get()) {
      Enclosure inside =
          new Enclosure(
              enclosure.namespaces(),
              enclosure.users(),
              open.group(),
              all.precedence(),
              Optional.empty());
      JoinPlan plan = new JoinPlan(open.door(), inside, limits.entrances(), own);
      if (supervisor.isEmpty()) {
        return Join.start(plan, wiring.inside(), Optional.empty(), limit);
      }
      try (Supervision supervision = Supervision.start(supervisor.get())) {
        return Join.start(plan, wiring.inside(), Optional.of(supervision.sendingEnd()), limit);
      }
    }
  }

  /** Opens the way into the namespaces for a container that shares some of them. */
  Door openFor(String neighbour) throws CaissonException {
    return life.whileThere(process::door)
        .orElseThrow(
            () ->
                new CaissonException(
                    "share namespaces with",
                    neighbour,
                    "the container has ended",
                    Optional.of("start both while the one that owns them runs")));
  }

  /** Descriptors that stay what they are if the container ends meanwhile. */
  private record Doors(Door door, Optional<Fd> group) implements AutoCloseable {
    @Override
    public void close() {
      door.close();
      group.ifPresent(Fd::close);
    }
  }

  private Doors open() throws CaissonException {
    Door door = process.door();
    try {
      Optional<Fd> group = enclosure.group();
      return new Doors(
          door,
          group.isPresent() ? Optional.of(Fd.duplicate(group.get().number())) : Optional.empty());
    } catch (CaissonException e) {
      door.close();
      throw e;
    }
  }

  private Payload payload(CommandSpec command, ProcessAttributes all) throws CaissonException {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String entry : payload.environment()) {
      int end = entry.indexOf('=');
      environment.put(entry.substring(0, end), entry.substring(end + 1));
    }
    Optional<Accounts.Account> account = Optional.empty();
    if (command.user().isPresent()) {
      account = Optional.of(accounts.find(UserSpec.of(command.user().get()).orElseThrow()));
      environment.put("HOME", account.get().home());
    }
    CommandLine.addTerm(command, environment);
    environment.keySet().removeAll(PassedDescriptors.VARIABLES);
    environment.putAll(PassedDescriptors.variables(command));
    environment.putAll(command.environment());
    List<String> entries = new ArrayList<>();
    environment.forEach((name, value) -> entries.add(name + "=" + value));
    return new Payload(
        command.command(),
        entries,
        CommandLine.searchPath(environment),
        command.workingDirectory().orElse(payload.workingDirectory()),
        SupplementaryGroups.add(
            all.groups(),
            account.map(Accounts.Account::credentials).orElse(payload.credentials()),
            accounts,
            enclosure.users()),
        payload.capabilities(),
        payload.newPrivileges(),
        payload.filter(),
        payload.processLimit(),
        all.toSet(),
        payload.restraints());
  }
}
