package dev.caisson.benchmarks;

import dev.caisson.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all sections have.
 *
 * @param options what was asked for
 * @param programs the C programs
 * @param scratch an empty folder that everyone may enter, and which is removed at the end
 * @param account the user of this JVM
 * @param warm whether containers have run in this JVM for long enough
 */
record Bench(Options options, Native programs, Path scratch, Account account, AtomicBoolean warm) {

  /** Returns the ordinary user as whom containers are run, if there is one. */
  Optional<Account> ordinary() throws IOException, InterruptedException {
    if (!account.isRoot()) {
      return Optional.of(account);
    }
    return options.user().isPresent()
        ? Optional.of(Account.of(options.user().get()))
        : Optional.empty();
  }

  /** Runs containers in this JVM until its code is compiled, once. */
  void warmUpThisJvm() throws IOException, InterruptedException {
    if (warm.compareAndSet(false, true)) {
      effort().warmUpJava(new ContainerRun(Root.directory(programs.root()), isolation()));
    }
  }

  /** Returns a JVM of our containers, warmed up. */
  Served start(ServerJvm jvm) throws IOException, InterruptedException {
    Served server = jvm.start();
    try {
      return effort().warmUpJava(server);
    } catch (IOException | InterruptedException e) {
      server.closeAfter(e);
      throw e;
    }
  }

  /** Returns how containers of this JVM's user are kept apart. */
  Isolation isolation() {
    return account.isRoot() ? Isolation.FULL : Isolation.ROOTLESS;
  }

  Effort effort() {
    return options.quick() ? Effort.QUICK : Effort.FULL;
  }
}
