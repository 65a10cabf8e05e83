package dev.caisson.image.build;

import java.util.OptionalLong;

/** Which users and groups the files of a tree belong to in the image. */
public interface Owners {

  /** Returns the user in the image; empty where this machine's user is nobody there. */
  OptionalLong user(long outside);

  /** Returns the group in the image; empty where this machine's group is nobody there. */
  OptionalLong group(long outside);

  /** Returns the owners as they are. */
  static Owners same() {
    return new Owners() {
      @Override
      public OptionalLong user(long outside) {
        return OptionalLong.of(outside);
      }

      @Override
      public OptionalLong group(long outside) {
        return OptionalLong.of(outside);
      }
    };
  }

  /** Returns one owner for all files: ids from 0 to 4,294,967,294. */
  static Owners all(long user, long group) {
    if (user < 0 || user > 0xfffffffeL || group < 0 || group > 0xfffffffeL) {
      throw new IllegalArgumentException("owner out of range: " + user + ":" + group);
    }
    return new Owners() {
      @Override
      public OptionalLong user(long outside) {
        return OptionalLong.of(user);
      }

      @Override
      public OptionalLong group(long outside) {
        return OptionalLong.of(group);
      }
    };
  }
}
