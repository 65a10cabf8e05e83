package dev.caisson.image;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The headers that stand before an entry and change what its own header says. */
final class TarExtensions {

  private static final byte PAX = 'x';
  private static final byte PAX_GLOBAL = 'g';
  private static final byte GNU_LONG_NAME = 'L';
  private static final byte GNU_LONG_LINK = 'K';

  private @Nullable PaxRecords pax;
  private byte @Nullable [] longName;
  private byte @Nullable [] longLink;

  static boolean isExtension(byte flag) {
    return flag == PAX || flag == PAX_GLOBAL || flag == GNU_LONG_NAME || flag == GNU_LONG_LINK;
  }

  boolean isEmpty() {
    return pax == null && longName == null && longLink == null;
  }

  void add(byte flag, byte[] body) throws PaxRecords.MalformedException {
    if (flag == PAX_GLOBAL) {
      return;
    }
    if (flag == PAX ? !isEmpty() : pax != null) {
      // Readers disagree on which of the two wins, and so on where the next entry starts.
      throw new PaxRecords.MalformedException("several extended headers for one entry");
    }
    switch (flag) {
      case PAX -> pax = PaxRecords.parse(body);
      case GNU_LONG_NAME -> longName = once(longName, body);
      default -> longLink = once(longLink, body);
    }
  }

  private static byte[] once(byte @Nullable [] present, byte[] body)
      throws PaxRecords.MalformedException {
    if (present != null) {
      throw new PaxRecords.MalformedException("two GNU long names for one entry");
    }
    int end = 0;
    while (end < body.length && body[end] != 0) {
      end++;
    }
    for (int i = end; i < body.length; i++) {
      if (body[i] != 0) {
        throw new PaxRecords.MalformedException("a GNU long name with a NUL in it");
      }
    }
    return Arrays.copyOf(body, end);
  }

  PaxRecords pax() {
    return pax == null ? PaxRecords.none() : pax;
  }

  Optional<byte[]> name() {
    return longName != null ? Optional.of(longName) : pax().value("path");
  }

  Optional<byte[]> linkName() {
    return longLink != null ? Optional.of(longLink) : pax().value("linkpath");
  }
}
