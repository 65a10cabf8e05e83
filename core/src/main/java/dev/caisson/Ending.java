package dev.caisson;

/** What ended a container. */
public enum Ending {
  /** The command exited. */
  EXIT,
  /** A signal ended the command, or the caller did. */
  SIGNAL,
  /** It ran for longer than the timeout. */
  TIMEOUT,
  /** It needed more than the memory limit, or something else in its container did. */
  OUT_OF_MEMORY,
  /** It wrote more than the output limit. */
  OUTPUT_LIMIT
}
