package dev.caisson.image;

import dev.caisson.error.CaissonException;

/** The files of an image that was stored: in a directory, or in an archive. */
interface LayoutFiles extends AutoCloseable {

  /** Returns what errors call them. */
  String name();

  /**
   * Finds a file, which stays open until this is closed.
   *
   * @param path relative to the layout
   * @throws dev.caisson.error.InvalidImageException if it is missing, or something else
   */
  FileRegion find(String path) throws CaissonException;

  /** Reads a file that is a document. */
  byte[] read(String path) throws CaissonException;

  /** Returns whether there is such a file. */
  boolean has(String path) throws CaissonException;

  @Override
  void close() throws CaissonException;
}
