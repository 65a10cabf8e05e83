package dev.caisson.linux;

/** Who the JVM is to the kernel. */
public final class Credentials {

  private Credentials() {}

  /** Returns the effective user id, as seen in the JVM's user namespace. */
  public static long effectiveUser() {
    return Kernel.call(SystemCall.GETEUID);
  }

  /** Returns the effective group id, as seen in the JVM's user namespace. */
  public static long effectiveGroup() {
    return Kernel.call(SystemCall.GETEGID);
  }
}
