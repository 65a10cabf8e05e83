package dev.caisson.cgroups;

import java.util.List;

/**
 * The class that the kernel marks a group's packets with, for tc(8) and the firewall to tell by; v1
 * alone, since on v2 the network itself is limited.
 *
 * @param major from 0 to 65,535
 * @param minor from 0 to 65,535; 0:0 is no class
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/net_cls.html">Network classifier</a>
 */
public record NetworkClass(int major, int minor) implements ControllerLimits {

  private static final Range HALF = new Range("half of a network class", 0, 0xffff);
  private static final int HALF_BITS = 16;

  /**
   * Checks both numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public NetworkClass {
    HALF.check(major);
    HALF.check(minor);
  }

  @Override
  public Controller controller() {
    return Controller.NET_CLS;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  List<Setting> settings() {
    long id = ((long) major << HALF_BITS) | minor;
    return List.of(FileSetting.required("net_cls.classid", id));
  }
}
