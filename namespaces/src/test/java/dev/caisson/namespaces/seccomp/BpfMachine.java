package dev.caisson.namespaces.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checks and runs filters as the kernel does, from their bytes: {@code bpf_check_classic} and
 * {@code seccomp_check_filter}, then the interpreter.
 */
final class BpfMachine {

  /** What the kernel shows a filter: {@code struct seccomp_data}. */
  static final class Call {

    private final Abi abi;
    private final int number;
    private final long[] arguments;

    Call(Abi abi, int number, long... arguments) {
      this.abi = abi;
      this.number = number;
      this.arguments = arguments.clone();
    }

    Abi abi() {
      return abi;
    }

    int number() {
      return number;
    }

    long argument(int index) {
      return arguments[index];
    }

    private int word(int offset) {
      ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
      data.putInt(number).putInt(abi.auditNumber()).putLong(0x7fff_dead_beefL);
      for (long argument : arguments) {
        data.putLong(argument);
      }
      return data.getInt(offset);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(abi + " " + Integer.toUnsignedString(number));
      for (long argument : arguments) {
        text.append(" 0x").append(Long.toHexString(argument));
      }
      return text.toString();
    }
  }

  private record Step(int code, int jumpIfTrue, int jumpIfFalse, int k) {}

  private final Step[] steps;

  BpfMachine(SeccompFilter filter) {
    ByteBuffer bytes = ByteBuffer.wrap(filter.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    steps = new Step[bytes.remaining() / 8];
    for (int i = 0; i < steps.length; i++) {
      int code = Short.toUnsignedInt(bytes.getShort());
      int jumpIfTrue = Byte.toUnsignedInt(bytes.get());
      steps[i] = new Step(code, jumpIfTrue, Byte.toUnsignedInt(bytes.get()), bytes.getInt());
    }
    check();
  }

  private void check() {
    assertThat(steps.length).isBetween(1, 4096);
    assertThat(steps[steps.length - 1].code).isEqualTo(0x06);
    for (int i = 0; i < steps.length; i++) {
      Step step = steps[i];
      int left = steps.length - i - 1;
      switch (step.code) {
        case 0x20 -> assertThat(step.k).matches(k -> k % 4 == 0).isBetween(0, 60);
        case 0x05 -> assertThat(step.k).isBetween(0, left - 1);
        case 0x15, 0x25, 0x35 -> {
          assertThat(step.jumpIfTrue).isLessThan(left);
          assertThat(step.jumpIfFalse).isLessThan(left);
        }
        case 0x54, 0x06 -> assertThat(step.jumpIfTrue + step.jumpIfFalse).isZero();
        default -> throw new AssertionError("not allowed in a filter: " + step);
      }
    }
  }

  /** Returns the filter's answer, and how many instructions that took. */
  Answer run(Call call) {
    int accumulator = 0;
    int at = 0;
    for (int count = 1; ; count++) {
      Step step = steps[at++];
      switch (step.code) {
        case 0x20 -> accumulator = call.word(step.k);
        case 0x05 -> at += step.k;
        case 0x54 -> accumulator &= step.k;
        case 0x06 -> {
          return new Answer(step.k, count);
        }
        default -> at += holds(step, accumulator) ? step.jumpIfTrue : step.jumpIfFalse;
      }
    }
  }

  private static boolean holds(Step step, int accumulator) {
    int order = Integer.compareUnsigned(accumulator, step.k);
    return switch (step.code) {
      case 0x15 -> order == 0;
      case 0x25 -> order > 0;
      default -> order >= 0;
    };
  }

  /** A filter's answer. */
  record Answer(int value, int instructions) {}
}
