package dev.caisson.cgroups;

import java.util.OptionalLong;

/**
 * Up to how much of something may be used: a number, whose unit and range the limit says, or as
 * much as there is.
 *
 * @param value the number; empty where nothing bounds the use
 */
public record Bound(OptionalLong value) {

  /** As much as there is: what lifts a limit. */
  public static final Bound UNLIMITED = new Bound(OptionalLong.empty());

  /** Returns the bound of a number. */
  public static Bound of(long value) {
    return new Bound(OptionalLong.of(value));
  }

  /** Returns the number as the files of v1 have it, where {@code unlimited} lifts the limit. */
  String text(String unlimited) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : unlimited;
  }

  /** Returns the number as the files of v2 have it; {@code max} where there is none. */
  @Override
  public String toString() {
    return text("max");
  }
}
