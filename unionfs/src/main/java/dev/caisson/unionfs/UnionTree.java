package dev.caisson.unionfs;

import dev.caisson.error.CaissonException;
import java.nio.file.Path;
import java.util.Optional;

/** The tree that a union shows. */
interface UnionTree extends AutoCloseable {

  Path path();

  Optional<Path> changes();

  @Override
  void close() throws CaissonException;
}
