package dev.caisson.namespaces;

import dev.caisson.error.CaissonException;
import java.util.Optional;

/**
 * Whether a host can do something, as far as this process may.
 *
 * @param isThere whether it can
 * @param detail what was found, in a line for a person
 * @param remedy what mends it, in words or commands; empty where nothing is to be mended, or
 *     nothing known
 */
public record Finding(boolean isThere, String detail, Optional<String> remedy) {

  /** Returns what is there. */
  public static Finding there(String detail) {
    return new Finding(true, detail, Optional.empty());
  }

  /** Returns what is not there, and what mends it. */
  public static Finding missing(String detail, String remedy) {
    return new Finding(false, detail, Optional.of(remedy));
  }

  /** Something that fails where the host can't do it. */
  @FunctionalInterface
  public interface Trial {
    /** Tries it, leaves nothing behind, and returns what was found. */
    Finding run() throws CaissonException, InterruptedException;
  }

  /** Tries something; the error that it ends in tells what is missing. */
  public static Finding of(Trial trial) throws InterruptedException {
    try {
      return trial.run();
    } catch (CaissonException e) {
      String whole = String.valueOf(e.getMessage());
      String tail = e.remedy().map(remedy -> "; " + remedy).orElse("");
      String detail = whole.substring(0, whole.length() - tail.length());
      return new Finding(false, detail, e.remedy());
    }
  }
}
