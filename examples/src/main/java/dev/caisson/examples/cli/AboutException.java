package dev.caisson.examples.cli;

import java.io.IOException;

/** An error, with the words of the command line that it is about. */
final class AboutException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String words;
  private final IOException error;

  AboutException(String words, IOException error) {
    super(words + ": " + Complaint.reason(error), error);
    this.words = words;
    this.error = error;
  }

  String words() {
    return words;
  }

  IOException error() {
    return error;
  }
}
