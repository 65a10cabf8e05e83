package dev.caisson.launch;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.CString;
import dev.caisson.linux.Child;
import dev.caisson.linux.Fd;
import dev.caisson.linux.FdChannel;
import dev.caisson.linux.Memfd;
import dev.caisson.linux.MountFlag;
import dev.caisson.linux.Pipe;
import dev.caisson.linux.Spawn;
import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Namespace;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A child that mounts an overlay of two folders of this machine in a mount namespace of its own,
 * and ends. It writes nothing, and its mounts end with it.
 */
public final class OverlayTrial {

  private static final String NAME = "caisson-trial";
  private static final int CHANNEL_BYTES = 256;

  private OverlayTrial() {}

  /**
   * Tries it.
   *
   * @param userNamespace whether in a new user namespace, as an ordinary user has to
   * @throws CaissonException which step the kernel refuses
   */
  public static void run(boolean userNamespace) throws CaissonException {
    try (Pipe status = Pipe.open()) {
      Program program = program(userNamespace, status.write().number());
      byte[] image = ElfImage.of(program, Architecture.current(), status.write().number());
      Child child;
      try (Fd file = Memfd.sealed(NAME, image)) {
        child = Spawn.start(file, NAME, List.of(status.write()));
      }
      try (FdChannel channel = new FdChannel(status.read().handOver(), CHANNEL_BYTES)) {
        requireSuccess(program, StatusRecord.read(channel), userNamespace);
      } finally {
        child.reap();
      }
    }
  }

  private static Program program(boolean userNamespace, int status) {
    ProgramBuilder program = new ProgramBuilder();
    new DescriptorSteps(program).closeFrom(0, new TreeSet<>(List.of(status)));
    Set<Namespace> kinds = EnumSet.of(Namespace.MNT);
    if (userNamespace) {
      kinds.add(Namespace.USER);
    }
    program.add(
        Operation.of(
            "create namespaces",
            kinds.toString(),
            SystemCall.UNSHARE,
            Operand.of(Namespace.bits(kinds))));
    MountSteps mounts = new MountSteps(program);
    mounts.change("make mounts private", CString.of("none"), "/", MountFlag.REC, MountFlag.PRIVATE);
    mounts.mount("overlay", "/usr", "lowerdir=/usr:/etc", MountFlag.RDONLY);
    program.add(Status.report(status, program.words("{STARTED}", Status.STARTED.code(), 0)));
    program.add(Operation.of("exit", "", SystemCall.EXIT_GROUP, Operand.of(0)));
    return program.build();
  }

  private static void requireSuccess(
      Program program, Optional<StatusRecord> record, boolean userNamespace)
      throws CaissonException {
    if (record.isEmpty()) {
      throw new CaissonException(
          "try overlay", "", "the process that tries it was killed", Optional.empty());
    }
    if (!record.get().is(Status.STARTED)) {
      int index = ProgramEncoder.operationIndex(ElfImage.PROGRAM_ADDRESS, record.get().code());
      int number = Math.toIntExact(-record.get().value());
      throw Failure.of(program.operations().get(index), number, List.of(), userNamespace);
    }
  }
}
