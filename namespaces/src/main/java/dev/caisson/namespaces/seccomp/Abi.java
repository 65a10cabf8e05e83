package dev.caisson.namespaces.seccomp;

import dev.caisson.linux.Architecture;
import java.util.Arrays;

/**
 * A way to call the kernel: a processor mode with its own numbers of the system calls.
 *
 * <p>A process is free to use every ABI of its machine: a 64-bit program reaches the 32-bit one
 * with {@code int 0x80}. So a filter that looks at numbers must look at the ABI first.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public enum Abi {
  /** 64-bit x86; {@code SCMP_ARCH_X86_64}. */
  X86_64(0xc000003e, 0),
  /** 32-bit x86, also called i386 and ia32; {@code SCMP_ARCH_X86}. */
  X86(0x40000003, 0),
  /** 32-bit pointers in 64-bit mode, told apart by bit 30 of the number; {@code SCMP_ARCH_X32}. */
  X32(0xc000003e, 0x40000000L),
  /** 64-bit Arm; {@code SCMP_ARCH_AARCH64}. Its 32-bit ABI is not supported, so always foreign. */
  AARCH64(0xc00000b7, 0);

  private final int auditNumber;
  private final long firstNumber;

  Abi(int auditNumber, long firstNumber) {
    this.auditNumber = auditNumber;
    this.firstNumber = firstNumber;
  }

  /**
   * Returns the own ABI of the machine that this JVM runs on: {@link #X86_64} or {@link #AARCH64}.
   *
   * @throws UnsupportedOperationException on any other machine
   */
  public static Abi current() {
    return Architecture.current() == Architecture.X86_64 ? X86_64 : AARCH64;
  }

  /** Returns the ABI through which a call comes that has this number. */
  static Abi of(int auditNumber, int number) {
    boolean marked = (number & X32.firstNumber) != 0;
    if (auditNumber == X32.auditNumber && marked) {
      return X32;
    }
    return Arrays.stream(values())
        .filter(abi -> abi.auditNumber == auditNumber)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown ABI: " + auditNumber));
  }

  /** Returns the machine's own ABI, on which this one is available. */
  public Abi machine() {
    return this == AARCH64 ? AARCH64 : X86_64;
  }

  /** Returns the name that profiles in JSON give it: {@code SCMP_ARCH_X86_64}. */
  String profileName() {
    return "SCMP_ARCH_" + name();
  }

  /** Returns the kernel's {@code AUDIT_ARCH_*}, which two ABIs may share. */
  int auditNumber() {
    return auditNumber;
  }

  /** Returns what is added to a number of the table. */
  long firstNumber() {
    return firstNumber;
  }
}
