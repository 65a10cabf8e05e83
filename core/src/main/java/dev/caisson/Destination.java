package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.FileType;
import dev.caisson.linux.Stat;

/** Where a tree is copied to, which decides how the copies are made. */
sealed interface Destination {

  /** Makes a file, directory or link, and returns what the making does. */
  <T> T make(FileOwners.Making<T> making) throws CaissonException;

  /** Returns the permissions of a copy. */
  int mode(Stat original);

  /** In a container, for an owner. */
  record Inside(FileOwners owners, FileOwner owner) implements Destination {

    private static final int PERMISSIONS = 0777;

    @Override
    public <T> T make(FileOwners.Making<T> making) throws CaissonException {
      return owners.make(owner, making);
    }

    @Override
    public int mode(Stat original) {
      return original.mode() & PERMISSIONS;
    }
  }

  /** On this machine, for the JVM's user. */
  record Here() implements Destination {

    private static final int KEPT = 0755;
    private static final int OWNERS = 0600;
    private static final int OWNERS_OF_DIRECTORY = 0700;

    @Override
    public <T> T make(FileOwners.Making<T> making) throws CaissonException {
      return making.make();
    }

    @Override
    public int mode(Stat original) {
      boolean directory = original.type() == FileType.DIRECTORY;
      return (original.mode() & KEPT) | (directory ? OWNERS_OF_DIRECTORY : OWNERS);
    }
  }
}
