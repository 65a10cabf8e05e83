package dev.caisson.image.registry;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * How far an address is away, so that an answer of a registry's can't send this machine to places
 * that only it can reach: its own services, its network's, or its cloud's metadata.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose
 *     addresses</a>
 */
enum Addresses {
  /** Anybody can reach it. */
  PUBLIC,
  /** Only this network can: 10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7. */
  PRIVATE,
  /** Only this machine can. */
  LOOPBACK,
  /** No registry is there: link-local (the clouds' metadata), multicast, 0.0.0.0. */
  FORBIDDEN;

  private static final int BYTE = 0xff;
  private static final int EMBEDDED = 12;

  /** Returns the most guarded of a host's addresses. */
  static Addresses of(String host) throws UnknownHostException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    Addresses most = PUBLIC;
    for (InetAddress address : InetAddress.getAllByName(bare)) {
      Addresses kind = of(address);
      most = kind.compareTo(most) > 0 ? kind : most;
    }
    return most;
  }

  static Addresses of(InetAddress address) throws UnknownHostException {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address six && (six.isIPv4CompatibleAddress() || isNat64(bytes))) {
      if (!six.isLoopbackAddress() && !six.isAnyLocalAddress()) {
        return of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, EMBEDDED, bytes.length)));
      }
    }
    if (address.isLinkLocalAddress() || address.isMulticastAddress() || isUnusable(address)) {
      return FORBIDDEN;
    }
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    return address.isSiteLocalAddress() || isPrivate(bytes) ? PRIVATE : PUBLIC;
  }

  private static boolean isUnusable(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean four = bytes.length == 4;
    return address.isAnyLocalAddress()
        || (four && bytes[0] == 0)
        || (four && (bytes[0] & BYTE) >= 240)
        // 192.0.0.0/24 holds the metadata of one cloud.
        || (four && (bytes[0] & BYTE) == 192 && bytes[1] == 0 && bytes[2] == 0);
  }

  private static boolean isPrivate(byte[] bytes) {
    return bytes.length == 4
        ? (bytes[0] & BYTE) == 100 && (bytes[1] & 0xc0) == 64
        : (bytes[0] & 0xfe) == 0xfc;
  }

  /** 64:ff9b::/96, behind which a translator reaches IPv4. */
  private static boolean isNat64(byte[] bytes) {
    byte[] prefix = {0, 0x64, (byte) BYTE, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
