package dev.caisson.cgroups;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits of RDMA devices, by their name, as {@code mlx4_0}.
 *
 * @param devices the limits of each
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#rdma">RDMA controller</a>
 */
public record RdmaLimits(Map<String, DeviceMax> devices) implements ControllerLimits {

  /**
   * What a group may have of a device.
   *
   * @param handles open handles, from 0 to 2,147,483,646
   * @param objects objects, likewise
   */
  public record DeviceMax(Bound handles, Bound objects) {

    // The kernel keeps them in 31 bits, of which the last means "max".
    private static final Range COUNT = new Range("rdma.max", 0, Integer.MAX_VALUE - 1L);

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public DeviceMax {
      COUNT.check(handles);
      COUNT.check(objects);
    }

    @Override
    public String toString() {
      return "hca_handle=" + handles + " hca_object=" + objects;
    }
  }

  /**
   * Checks the names and copies the map.
   *
   * @throws IllegalArgumentException if a name is not one word
   */
  public RdmaLimits {
    devices.keySet().forEach(name -> KernelName.check("RDMA device", name));
    devices = Collections.unmodifiableSortedMap(new TreeMap<>(devices));
  }

  /** Returns no limits at all. */
  public static RdmaLimits none() {
    return new RdmaLimits(Map.of());
  }

  /** Returns these limits with those of a device. */
  public RdmaLimits withDevice(String name, Bound handles, Bound objects) {
    Map<String, DeviceMax> more = new TreeMap<>(devices);
    more.put(name, new DeviceMax(handles, objects));
    return new RdmaLimits(more);
  }

  @Override
  public Controller controller() {
    return Controller.RDMA;
  }

  @Override
  public boolean isEmpty() {
    return devices.isEmpty();
  }

  List<Setting> settings() {
    String unset = "hca_handle=max hca_object=max";
    return devices.entrySet().stream()
        .<Setting>map(
            each -> FileSetting.line("rdma.max", each.getKey(), each.getValue().toString(), unset))
        .toList();
  }
}
