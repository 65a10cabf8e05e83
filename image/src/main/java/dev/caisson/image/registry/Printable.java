package dev.caisson.image.registry;

import java.net.URI;

/** What an attacker's text looks like in an error: short, on one line, and without secrets. */
final class Printable {

  private static final int MOST = 200;

  private Printable() {}

  static String of(String text) {
    String start = text.substring(0, Math.min(text.length(), MOST));
    String clean = start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?").strip();
    return clean + (text.length() > MOST ? "..." : "");
  }

  /** Returns an address without its query, which may hold a signature that is as good as a key. */
  static String of(URI uri) {
    String text = uri.toString();
    int end = text.indexOf('?');
    String shown = of(end < 0 ? text : text.substring(0, end) + "?...");
    return uri.getRawUserInfo() == null ? shown : uri.getScheme() + "://...";
  }
}
