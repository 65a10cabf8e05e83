package dev.caisson;

/**
 * A command that was run in a container which ran already. It ends with the container at the
 * latest; what it has started, and left, goes on in the container.
 */
public final class RunningCommand extends RunningProcess {

  RunningCommand(Life life, Wiring wiring) {
    super(life, wiring);
  }
}
