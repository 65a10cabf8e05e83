package dev.caisson.image.build;

import dev.caisson.linux.Timestamp;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a tree becomes the tar of a layer.
 *
 * @param latest the time to which later times of files are set back; empty to keep them all
 * @see <a href="https://reproducible-builds.org/specs/source-date-epoch/">SOURCE_DATE_EPOCH</a>
 */
public record PackRules(TreeForm form, Owners owners, Optional<Instant> latest, PackLimits limits) {

  /** Checks that all is there. */
  public PackRules {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(owners, "owners");
    Objects.requireNonNull(latest, "latest");
    Objects.requireNonNull(limits, "limits");
  }

  /** Returns the rules for files as they are, within the default limits. */
  public static PackRules plain() {
    return new PackRules(TreeForm.PLAIN, Owners.same(), Optional.empty(), PackLimits.DEFAULT);
  }

  /** Returns these rules for a tree in another form. */
  public PackRules withForm(TreeForm other) {
    return new PackRules(other, owners, latest, limits);
  }

  /** Returns these rules with other owners. */
  public PackRules withOwners(Owners other) {
    return new PackRules(form, other, latest, limits);
  }

  /** Returns these rules with no time later than this one. */
  public PackRules notAfter(Instant instant) {
    boolean earlier = latest.isEmpty() || instant.isBefore(latest.get());
    return earlier ? new PackRules(form, owners, Optional.of(instant), limits) : this;
  }

  /** Returns these rules with other limits. */
  public PackRules withLimits(PackLimits other) {
    return new PackRules(form, owners, latest, other);
  }

  /** Returns the time that is written for a file's. */
  Timestamp time(Timestamp modified) {
    Instant time = Instant.ofEpochSecond(modified.seconds(), modified.nanoseconds());
    return latest
        .filter(limit -> limit.isBefore(time))
        .map(limit -> new Timestamp(limit.getEpochSecond(), limit.getNano()))
        .orElse(modified);
  }
}
