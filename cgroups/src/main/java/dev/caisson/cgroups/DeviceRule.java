package dev.caisson.cgroups;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Devices, and what may be done with them.
 *
 * @param kind character or block devices
 * @param major from 0 to 4,294,967,295; empty is any
 * @param minor from 0 to 4,294,967,295; empty is any
 * @param access what is allowed, one or more
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/devices.html">Device allow list</a>
 */
public record DeviceRule(Kind kind, OptionalLong major, OptionalLong minor, Set<Access> access) {

  private static final Range NUMBER = new Range("number of a device", 0, 0xffff_ffffL);

  /** The two kinds of devices. */
  public enum Kind {
    /** A terminal, {@code /dev/null}. */
    CHARACTER('c', 2),
    /** A disk. */
    BLOCK('b', 1);

    private final char letter;
    private final int number;

    Kind(char letter, int number) {
      this.letter = letter;
      this.number = number;
    }

    /** Returns the number in the kernel's BPF_DEVCG_DEV_BLOCK and BPF_DEVCG_DEV_CHAR. */
    int number() {
      return number;
    }
  }

  /** What can be done with a device. */
  public enum Access {
    /** Opening it for reading. */
    READ('r', 2),
    /** Opening it for writing. */
    WRITE('w', 4),
    /** Making a node of it: mknod(2). */
    MKNOD('m', 1);

    private final char letter;
    private final int bit;

    Access(char letter, int bit) {
      this.letter = letter;
      this.bit = bit;
    }

    /** Returns the bit of the kernel's BPF_DEVCG_ACC_READ and its like. */
    int bit() {
      return bit;
    }
  }

  /**
   * Checks the numbers and copies the set.
   *
   * @throws IllegalArgumentException if a number is out of its range, or nothing is allowed
   */
  public DeviceRule {
    major.ifPresent(NUMBER::check);
    minor.ifPresent(NUMBER::check);
    if (access.isEmpty()) {
      throw new IllegalArgumentException("a device rule that allows nothing");
    }
    access = Collections.unmodifiableSet(EnumSet.copyOf(access));
  }

  /** Returns a rule of one character device, as {@code 1, 3} for {@code /dev/null}. */
  public static DeviceRule character(long major, long minor, Access... access) {
    return of(Kind.CHARACTER, OptionalLong.of(major), OptionalLong.of(minor), access);
  }

  /** Returns a rule of one block device. */
  public static DeviceRule block(long major, long minor, Access... access) {
    return of(Kind.BLOCK, OptionalLong.of(major), OptionalLong.of(minor), access);
  }

  /** Returns a rule of all devices of a kind. */
  public static DeviceRule all(Kind kind, Access... access) {
    return of(kind, OptionalLong.empty(), OptionalLong.empty(), access);
  }

  private static DeviceRule of(
      Kind kind, OptionalLong major, OptionalLong minor, Access... access) {
    return new DeviceRule(kind, major, minor, Set.copyOf(Arrays.asList(access)));
  }

  /** Returns the rule as v1's files have it: {@code c 1:3 rwm}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(kind.letter).append(' ');
    text.append(number(major)).append(':').append(number(minor)).append(' ');
    access.forEach(each -> text.append(each.letter));
    return text.toString();
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "*";
  }
}
