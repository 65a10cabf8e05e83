package dev.caisson.image;

import dev.caisson.error.CaissonException;
import dev.caisson.image.oci.InvalidImage;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.Stat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Finds the place that a path means where links of the layers below stand on the way, which the
 * kernel can't see. What comes out is only another path in the layer: where that is, the kernel
 * says.
 */
final class PathResolution {

  private static final int MAX_LINKS = 40;

  /** What is at a step of the way. */
  private sealed interface Step {
    record OwnDirectory() implements Step {}

    /** Something else of the layer's, or nothing. */
    record Other() implements Step {}

    record Link(EntryPath target) implements Step {}

    /** A link of the layer itself that leads to nothing, here or below. */
    record DeadLink() implements Step {}
  }

  private final Directory root;
  private final ParentDirectories parents;
  private final Below below;
  private int links;

  PathResolution(Directory root, ParentDirectories parents, Below below) {
    this.root = root;
    this.parents = parents;
    this.below = below;
  }

  /** Returns the path without links; empty where a link of the layer itself is dead. */
  Optional<EntryPath> resolve(EntryPath path) throws CaissonException {
    Deque<CString> pending = new ArrayDeque<>(path.names());
    EntryPath real = EntryPath.ROOT;
    Directory above = root.reopen();
    try {
      while (!pending.isEmpty()) {
        EntryPath at = real.child(pending.pop());
        Step step = step(above, at);
        if (step instanceof Step.DeadLink) {
          return Optional.empty();
        }
        if (step instanceof Step.Link link) {
          count(at);
          Iterator<CString> names = new ArrayDeque<>(link.target().names()).descendingIterator();
          names.forEachRemaining(pending::push);
          real = EntryPath.ROOT;
          above = replace(above, root.reopen());
        } else if (step instanceof Step.OwnDirectory) {
          real = at;
          above = replace(above, above.child(at.name()));
        } else {
          return Optional.of(below(at, pending));
        }
      }
      return Optional.of(real);
    } finally {
      above.close();
    }
  }

  /** Returns whether a link stood on the way of what was resolved. */
  boolean hasFollowedLinks() {
    return links > 0;
  }

  private static Directory replace(Directory old, Directory next) {
    old.close();
    return next;
  }

  /** Goes on where the layer has nothing itself, as far as there are directories below. */
  private EntryPath below(EntryPath start, Deque<CString> pending) throws CaissonException {
    EntryPath real = start;
    boolean there = below.isDirectory(real);
    while (!pending.isEmpty()) {
      EntryPath at = real.child(pending.pop());
      Optional<CString> link = there ? below.link(at) : Optional.empty();
      if (link.isPresent()) {
        count(at);
        EntryPath target = place(at, link.get());
        for (CString name : pending) {
          target = target.child(name);
        }
        return resolve(target).orElse(target);
      }
      there = there && below.isDirectory(at);
      real = at;
    }
    return real;
  }

  private void count(EntryPath step) throws CaissonException {
    links++;
    if (links > MAX_LINKS) {
      throw InvalidImage.reading(step.toString(), "symbolic links in circles, or too many");
    }
  }

  private Step step(Directory above, EntryPath at) throws CaissonException {
    Optional<Stat> own = above.find(at.name());
    if (own.isPresent()) {
      return switch (own.get().type()) {
        case SYMLINK -> ownLink(at, above.readLink(at.name()));
        case DIRECTORY -> new Step.OwnDirectory();
        default -> new Step.Other();
      };
    }
    Optional<CString> link = below.link(at);
    return link.isPresent() ? new Step.Link(place(at, link.get())) : new Step.Other();
  }

  private Step ownLink(EntryPath at, CString link) throws CaissonException {
    EntryPath target = place(at, link);
    if (parents.find(at).isPresent()) {
      return new Step.Link(target);
    }
    count(at);
    Optional<EntryPath> real = resolve(target);
    return real.isPresent() && below.isDirectory(real.get())
        ? new Step.Link(real.get())
        : new Step.DeadLink();
  }

  private static EntryPath place(EntryPath at, CString link) throws CaissonException {
    boolean absolute = link.length() > 0 && link.bytes()[0] == '/';
    CString path = absolute ? link : at.parent().path().resolve(link);
    return EntryPath.of(path)
        .orElseThrow(
            () -> InvalidImage.reading(at.toString(), "a link to too long a name: " + link));
  }
}
