package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The C program that makes the same system calls as a container's start, and does nothing else. */
final class Floor {

  private Floor() {}

  static Served start(Native programs, Isolation isolation)
      throws IOException, InterruptedException {
    return start(programs, isolation, List.of());
  }

  /**
   * Starts it.
   *
   * @param before what it is started by, as another user
   */
  static Served start(Native programs, Isolation isolation, List<String> before)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.add(programs.compile("floor").toString());
    command.add("--serve");
    command.addAll(isolation.floorOptions(programs.filter().toString()));
    command.add(programs.root().toString());
    command.add(programs.folder("staging").toString());
    return new Served("the floor in C", command);
  }
}
