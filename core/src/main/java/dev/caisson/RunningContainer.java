package dev.caisson;

/** A container whose command has been executed. */
public final class RunningContainer extends RunningProcess {

  private final Premises premises;

  RunningContainer(Life life, Wiring wiring, Premises premises) {
    super(life, wiring);
    this.premises = premises;
  }

  /**
   * Returns a builder of a command that is to run in this container too: in its namespaces and
   * cgroups, with its rights, its environment and its working directory, as far as the builder is
   * not told otherwise.
   */
  public ExecBuilder exec(String... command) {
    return new ExecBuilder(premises).command(command);
  }
}
