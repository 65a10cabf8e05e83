package dev.caisson.linux;

import com.sun.jna.Pointer;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;

/**
 * A terminal, or the master of a pseudo-terminal, that a descriptor stands for.
 *
 * @param fd the descriptor, which stays its owner's
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_tty.2.html">ioctl_tty(2)</a>
 */
public record Tty(Fd fd) {

  private static final int TCGETS = 0x5401;
  private static final int TCSETSW = 0x5403;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TIOCSWINSZ = 0x5414;
  // Four words of flags, the line discipline, and 19 characters.
  private static final int TERMIOS_BYTES = 36;
  private static final int CHARACTERS = 17;
  private static final int VTIME = 5;
  private static final int VMIN = 6;

  /** Columns and rows; 0 where nobody has set them. */
  public record Size(int columns, int rows) {}

  /** The settings of a terminal: struct termios of the kernel. */
  public static final class Settings {

    // cfmakeraw(3): what is cleared of c_iflag, c_oflag, c_cflag and c_lflag.
    private static final int[] COOKED = {02753, 01, 0460, 0100113};
    private static final int CS8 = 060;

    private final byte[] bytes;

    private Settings(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Returns these settings with every byte passed as it is, at once and without an echo. */
    public Settings raw() {
      byte[] raw = bytes.clone();
      for (int word = 0; word < COOKED.length; word++) {
        for (int i = 0; i < Integer.BYTES; i++) {
          raw[word * Integer.BYTES + i] &= (byte) ~(COOKED[word] >>> (i * Byte.SIZE));
        }
      }
      raw[2 * Integer.BYTES] |= CS8;
      raw[CHARACTERS + VMIN] = 1;
      raw[CHARACTERS + VTIME] = 0;
      return new Settings(raw);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Settings that && java.util.Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(bytes);
    }
  }

  /** Returns whether it is one. */
  public boolean isTerminal() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long result = call(arena.allocate(TERMIOS_BYTES), TCGETS);
      if (result == -Errno.ENOTTY.number() || result == -Errno.EINVAL.number()) {
        return false;
      }
      // A terminal that was hung up is none any more.
      return result != -Errno.EIO.number() && check(result, "look at") == 0;
    }
  }

  /** Returns the settings. */
  public Settings settings() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long address = arena.allocate(TERMIOS_BYTES);
      check(call(address, TCGETS), "read settings of");
      return new Settings(Arena.readBytes(address, TERMIOS_BYTES));
    }
  }

  /** Changes the settings, once what was written before has been sent. */
  public void set(Settings settings) throws SystemCallException {
    try (Arena arena = new Arena()) {
      check(call(arena.bytes(settings.bytes), TCSETSW), "change settings of");
    }
  }

  /** Returns the size. */
  public Size size() throws SystemCallException {
    try (Arena arena = new Arena()) {
      long address = arena.allocate(Long.BYTES);
      check(call(address, TIOCGWINSZ), "read size of");
      Pointer size = new Pointer(address);
      return new Size(
          Short.toUnsignedInt(size.getShort(Short.BYTES)), Short.toUnsignedInt(size.getShort(0)));
    }
  }

  /** Sets the size, of which the kernel tells the terminal's foreground group by SIGWINCH. */
  public void resize(Size size) throws SystemCallException {
    try (Arena arena = new Arena()) {
      long words = size.rows() | (long) size.columns() << Short.SIZE;
      check(call(arena.words(words), TIOCSWINSZ), "set size of");
    }
  }

  private long call(long address, int request) {
    return Kernel.call(SystemCall.IOCTL, fd.number(), request, address);
  }

  private long check(long result, String step) throws SystemCallException {
    return Kernel.check(result, step + " terminal", fd);
  }
}
