package dev.caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What all sections have.
 *
 * @param options what was asked for
 * @param programs the C programs
 * @param scratch an empty folder that everyone may enter, and which is removed at the end
 * @param account the user of this JVM
 */
record Bench(Options options, Native programs, Path scratch, Account account) {

  /** Returns the ordinary user as whom containers are run, if there is one. */
  Optional<Account> ordinary() throws IOException, InterruptedException {
    if (!account.isRoot()) {
      return Optional.of(account);
    }
    return options.user().isPresent()
        ? Optional.of(Account.of(options.user().get()))
        : Optional.empty();
  }

  /** Returns how containers of this JVM's user are kept apart. */
  Isolation isolation() {
    return account.isRoot() ? Isolation.FULL : Isolation.ROOTLESS;
  }

  Effort effort() {
    return options.quick() ? Effort.QUICK : Effort.FULL;
  }
}
