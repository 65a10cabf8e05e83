package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The directories of a layer that have nothing in them but whiteouts, and so are nothing of its
 * own.
 *
 * <p>An attacker may make many, so what is below one is found without looking at the others.
 */
final class BareDirectories {

  private final Resolution resolution;
  private final NavigableSet<EntryPath> places = new TreeSet<>(EntryPath.DEPTH_FIRST);

  /** Finds the place that a path means. */
  interface Resolution {
    /** Returns a path without links; empty where one leads to nothing. */
    Optional<EntryPath> resolve(EntryPath path) throws CaissonException;
  }

  BareDirectories(Resolution resolution) {
    this.resolution = resolution;
  }

  private Optional<EntryPath> real(EntryPath path) throws CaissonException {
    return places.isEmpty() ? Optional.empty() : resolution.resolve(path);
  }

  /** Adds a directory, by its path without links. */
  void add(EntryPath place) {
    places.add(place);
  }

  void remove(EntryPath place) {
    places.remove(place);
  }

  /** Says that something of the layer's own is, or will be, at a path. */
  void fill(EntryPath path) throws CaissonException {
    real(path).map(EntryPath::fromRoot).ifPresent(places::removeAll);
  }

  boolean has(EntryPath directory) throws CaissonException {
    return real(directory).filter(places::contains).isPresent();
  }

  /** Returns whether a name in a directory, which may be a link, is one itself. */
  boolean has(EntryPath directory, CString name) throws CaissonException {
    return real(directory).filter(real -> places.contains(real.child(name))).isPresent();
  }

  /** Returns those below a directory, each before what is below it. */
  List<EntryPath> below(EntryPath directory) throws CaissonException {
    List<EntryPath> found = new ArrayList<>();
    Optional<EntryPath> real = real(directory);
    if (real.isPresent()) {
      for (EntryPath place : places.tailSet(real.get(), false)) {
        if (!place.isIn(real.get())) {
          break;
        }
        found.add(place);
      }
    }
    return found;
  }

  /** Returns a directory and those above it, upwards, as far as they are bare. */
  List<EntryPath> upFrom(EntryPath directory) throws CaissonException {
    List<EntryPath> found = new ArrayList<>();
    Optional<EntryPath> place = real(directory);
    while (place.filter(places::contains).isPresent()) {
      found.add(place.get());
      place = place.map(EntryPath::parent);
    }
    return found;
  }
}
