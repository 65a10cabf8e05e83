package dev.caisson;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that a builder takes once. */
final class Setting<T> {

  private final String name;
  private @Nullable T value;

  Setting(String name) {
    this.name = name;
  }

  void set(T value) {
    Objects.requireNonNull(value, name);
    if (this.value != null) {
      // Not to what: a log is no place for what a command or a neighbour is given.
      throw new IllegalStateException(name + " is already set");
    }
    this.value = value;
  }

  Optional<T> get() {
    return Optional.ofNullable(value);
  }
}
