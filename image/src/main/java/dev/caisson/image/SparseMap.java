package dev.caisson.image;

import dev.caisson.image.PaxRecords.MalformedException;
import java.util.List;

/**
 * Where the contents of a sparse file are; between them are holes.
 *
 * @param regions the contents, in the order in which they are stored and stand in the file
 * @param size the size of the whole file
 * @see <a href="https://www.gnu.org/software/tar/manual/html_section/Sparse-Formats.html">GNU tar,
 *     storing sparse files</a>
 */
record SparseMap(List<Region> regions, long size) {

  private static final int MAX_REGIONS = 65_536;

  /** A run of bytes of the file. */
  record Region(long offset, long length) {}

  /**
   * Checks a map.
   *
   * @param stored how many bytes the tar has of the file
   * @throws MalformedException if the regions are too many, out of order, beyond the end, or other
   *     than what is stored
   */
  static SparseMap of(List<Region> regions, long size, long stored) throws MalformedException {
    requireFew(regions.size());
    long end = 0;
    long total = 0;
    for (Region region : regions) {
      if (region.offset < end || region.length < 0 || region.length > size - region.offset) {
        throw new MalformedException(
            "sparse region " + region + " of a file of " + size + " bytes");
      }
      end = region.offset + region.length;
      total += region.length;
    }
    if (total != stored) {
      throw new MalformedException("sparse regions of " + total + " bytes, of which are " + stored);
    }
    return new SparseMap(List.copyOf(regions), size);
  }

  static void requireFew(long count) throws MalformedException {
    if (count < 0 || count > MAX_REGIONS) {
      throw new MalformedException(count + " sparse regions, more than " + MAX_REGIONS);
    }
  }
}
