package dev.caisson.launch;

import java.util.List;

/** A root file system that a process of its own serves, by FUSE. */
public interface ServedFileSystem extends RootFileSystem {

  /**
   * Returns the program that serves it, by its absolute path, and its arguments: it mounts the file
   * system on {@link Staging#root()}, and stays in the foreground.
   */
  List<String> server(Staging staging);
}
