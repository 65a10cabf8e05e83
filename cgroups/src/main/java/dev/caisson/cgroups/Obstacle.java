package dev.caisson.cgroups;

import dev.caisson.error.UnsupportedHostException;
import java.util.Optional;

/** Why something can't be limited or counted on this host, and what mends it. */
record Obstacle(String hierarchy, String cause, String remedy) {

  UnsupportedHostException exception(String step) {
    return new UnsupportedHostException(step, "on " + hierarchy, cause, Optional.of(remedy));
  }

  @Override
  public String toString() {
    return hierarchy + ": " + cause + "; " + remedy;
  }
}
