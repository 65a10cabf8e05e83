package dev.caisson.launch;

import dev.caisson.linux.Architecture;
import java.util.HexFormat;

/**
 * The machine code that runs a {@link Program}, one for each architecture.
 *
 * <p>The sources are {@code interpreter-x86_64.S} and {@code interpreter-aarch64.S} beside this
 * class; a test assembles them and compares the bytes.
 */
enum Interpreter {
  X86_64(
      62,
      """
      bd00020110488b5d004c8b6338b905000000488b44cb08490fa3cc7303488b0050ffc979ed5f5e5a
      415a41584159488b034885c078540f05488b53404885d27403488902483d01f0ffff72414889c148
      f7d94883f93f770a488b5348480fa3ca722b48895d1048894518b801000000488b7d08488d7510ba
      100000000f05b8e7000000bf7f0000000f054889f8488b4b584885c9741b488b5350490fbae40673
      03488b124839d075084889cbe958ffffff4883c360e94fffffff
      """),
  AARCH64(
      183,
      """
      144080d23400a2f2930240f9751e40f9600640f955000036000040f9610a40f955000836210040f9
      620e40f955001036420040f9631240f955001836630040f9641640f955002036840040f9651a40f9
      55002836a50040f9680240f9e802f8b7010000d4692240f9490000b4200100f91ffc3fb123020054
      e90300cb3ffd00f1880000546a2640f94a25c99a6a010037930a00f9800e00f9800640f981420091
      020280d2080880d2010000d4e00f80d2c80b80d2010000d4692e40f9090100b46a2a40f955003036
      4a0140f91f000aeb61000054f30309aacdffff1773820191cbffff17
      """);

  private final int machine;
  private final String code;

  Interpreter(int machine, String code) {
    this.machine = machine;
    this.code = code.replace("\n", "");
  }

  static Interpreter of(Architecture architecture) {
    return architecture == Architecture.X86_64 ? X86_64 : AARCH64;
  }

  /** Returns the architecture's number in an ELF header, {@code e_machine}. */
  int machine() {
    return machine;
  }

  /** Returns the number of bytes of code. */
  int length() {
    return code.length() / 2;
  }

  /** Copies the code to a place in an image. */
  void copyTo(byte[] image, int offset) {
    byte[] bytes = HexFormat.of().parseHex(code);
    System.arraycopy(bytes, 0, image, offset, bytes.length);
  }
}
