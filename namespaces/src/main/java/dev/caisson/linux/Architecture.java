package dev.caisson.linux;

/** A processor architecture, which decides the numbers of the system calls. */
public enum Architecture {
  /** 64-bit x86; {@code EM_X86_64}. */
  X86_64,
  /** 64-bit Arm; {@code EM_AARCH64}, with the kernel's generic call numbers. */
  AARCH64;

  /**
   * Returns the architecture that this JVM runs on.
   *
   * @throws UnsupportedOperationException on any other, or on another system than Linux
   */
  public static Architecture current() {
    String system = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    if (system.equals("Linux") && architecture.equals("amd64")) {
      return X86_64;
    }
    if (system.equals("Linux") && architecture.equals("aarch64")) {
      return AARCH64;
    }
    throw new UnsupportedOperationException(
        "Caisson runs on Linux on x86-64 and AArch64, not on " + system + " on " + architecture);
  }
}
