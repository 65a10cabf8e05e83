package dev.caisson.namespaces.seccomp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A system call that waits for the answer of a {@link Supervisor}.
 *
 * @param caller the thread that makes it
 * @param abi how it calls the kernel
 * @param number the call's, on that ABI
 * @param instruction the address of the instruction that makes it
 * @param arguments six, as in the registers: numbers, and addresses in the caller's memory
 */
public record SupervisedCall(
    Caller caller, Abi abi, int number, long instruction, List<Long> arguments) {

  private static final int ARGUMENTS = 6;

  /** Keeps a copy. */
  public SupervisedCall {
    arguments = List.copyOf(arguments);
  }

  /** Reads a {@code struct seccomp_data}, in the order of bytes that the buffer has. */
  public static SupervisedCall read(Caller caller, ByteBuffer data) {
    int number = data.getInt();
    Abi abi = Abi.of(data.getInt(), number);
    long instruction = data.getLong();
    List<Long> arguments = new ArrayList<>(ARGUMENTS);
    for (int i = 0; i < ARGUMENTS; i++) {
      arguments.add(data.getLong());
    }
    return new SupervisedCall(
        caller, abi, (int) (number - abi.firstNumber()), instruction, arguments);
  }

  /** Returns the kernel's name of the call; empty if it is newer than this library. */
  public Optional<String> name() {
    return CallTable.of(abi).entrySet().stream()
        .filter(call -> call.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
