package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.OpenFile;

/** The bytes of an outer archive, whose members' contents are skipped without being read. */
final class RegionInput implements TarInput {

  private final FileRegion region;
  private long position;

  RegionInput(FileRegion region) {
    this.region = region;
  }

  @Override
  public String name() {
    return region.name();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public int read(byte[] target, int length) throws CaissonException {
    int wanted = (int) Math.min(length, region.length() - position);
    byte[] bytes = region.file().read(region.offset() + position, wanted);
    System.arraycopy(bytes, 0, target, 0, bytes.length);
    position += bytes.length;
    return bytes.length;
  }

  @Override
  public void skip(long length) throws CaissonException {
    if (length > region.length() - position) {
      throw InvalidImage.reading(name(), "cut short at byte " + region.length());
    }
    position += length;
  }

  @Override
  public void copyTo(OpenFile target, long offset, long length) {
    throw new UnsupportedOperationException("an outer archive's members are not extracted");
  }
}
