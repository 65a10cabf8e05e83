package dev.caisson.examples.cli;

import java.io.IOException;

/** A command that does one thing with images, and says nothing but its result. */
interface Deed {

  /** Does what the command line asks for, in which nothing is wrong. */
  void perform(Request request) throws IOException, InterruptedException;

  /** Does what a command line asks for; returns the exit status. */
  default int call(Request request) {
    try {
      request.check();
      perform(request);
      return 0;
    } catch (IOException | InterruptedException | RuntimeException | LinkageError e) {
      return Complaint.of(e).print();
    }
  }
}
