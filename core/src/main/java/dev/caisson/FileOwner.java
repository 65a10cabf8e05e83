package dev.caisson;

/**
 * Whom a file in a container belongs to, as the container sees it.
 *
 * @param uid the user, from 0 to 4,294,967,294
 * @param gid the group, from 0 to 4,294,967,294
 */
public record FileOwner(long uid, long gid) {

  private static final long HIGHEST_ID = 0xfffffffeL;

  /**
   * Checks the ids.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public FileOwner {
    if (uid < 0 || uid > HIGHEST_ID || gid < 0 || gid > HIGHEST_ID) {
      throw new IllegalArgumentException("owner out of range: " + uid + ":" + gid);
    }
  }
}
