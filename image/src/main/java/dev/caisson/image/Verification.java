package dev.caisson.image;

import java.util.List;

/**
 * What a look at all of a store has found.
 *
 * @param blobs how many blobs were hashed
 * @param layers how many unpacked layers were compared with their blobs
 * @param findings what is wrong; none where all is well
 */
public record Verification(int blobs, int layers, List<Finding> findings) {

  /** Copies the list. */
  public Verification {
    findings = List.copyOf(findings);
  }

  /** Returns whether all is well, or has been mended. */
  public boolean isSound() {
    return findings.stream().allMatch(Finding::repaired);
  }
}
