package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnsupportedHostException;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.SystemCall;
import java.util.List;
import java.util.Optional;

/**
 * What a child tells while it runs a program that makes namespaces for itself.
 *
 * @param purpose what the child is for, as in the messages of exceptions
 * @param userNamespace whether it makes itself a user namespace
 */
record Reports(String purpose, Program program, boolean userNamespace, FdChannel status)
    implements AutoCloseable {

  /**
   * Waits for the next record, which must be this one.
   *
   * @throws UnsupportedHostException if the kernel refuses a namespace
   * @throws CaissonException if another step has failed, or the child was killed
   */
  StatusRecord await(Status expected) throws CaissonException {
    Optional<StatusRecord> record = StatusRecord.read(status);
    if (record.isEmpty()) {
      throw new CaissonException(
          purpose,
          "",
          "the process that does it was killed",
          Optional.of("see the kernel's log for what killed it"));
    }
    if (!record.get().is(expected)) {
      throw failure(record.get());
    }
    return record.get();
  }

  private CaissonException failure(StatusRecord record) {
    int index = ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.code());
    Operation operation = program.operations().get(index);
    int number = Math.toIntExact(-record.value());
    if (operation.call().equals(Optional.of(SystemCall.UNSHARE))) {
      return new UnsupportedHostException(
          operation.step(),
          operation.object(),
          SystemCallException.describe(number) + " from unshare",
          remedy(number));
    }
    return Failure.of(operation, number, List.of(), userNamespace);
  }

  private Optional<String> remedy(int number) {
    if (number == Errno.EINVAL.number()) {
      return Optional.of("the kernel was built without one of these namespaces");
    }
    return number == Errno.ENOSPC.number() && !userNamespace
        ? Optional.of("a limit of /proc/sys/user is reached")
        : HostRemedy.of(SystemCall.UNSHARE, number, userNamespace);
  }

  @Override
  public void close() {
    status.close();
  }
}
