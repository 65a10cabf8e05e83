package dev.caisson.cgroups;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.KernelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of a group's counters, held open, and one text that each is read into. */
final class OpenCounters implements AutoCloseable {

  private final List<Member> members;
  private final List<KernelFile> files = new ArrayList<>();
  private final FileText text = new FileText();

  OpenCounters(List<Member> members) {
    this.members = members;
  }

  /** A file that is open. */
  final class Counter {

    private final KernelFile file;

    private Counter(KernelFile file) {
      this.file = file;
    }

    /** Reads the one number that the file is. */
    long number() throws CaissonException {
      return text().number();
    }

    /** Reads the numbers of some keys. */
    KeyedNumbers read(KeyedNumbers numbers) throws CaissonException {
      numbers.find(text());
      return numbers;
    }

    /** Reads the file. */
    FileText text() throws CaissonException {
      text.read(file);
      return text;
    }
  }

  /** Opens a file of the hierarchy that has a subsystem; empty where there is none. */
  Optional<Counter> open(Subsystem subsystem, String name) throws CaissonException {
    Optional<Member> member = member(subsystem);
    return member.isPresent() ? open(member.get(), name) : Optional.empty();
  }

  private Optional<Member> member(Subsystem subsystem) {
    return members.stream().filter(member -> member.has(subsystem)).findFirst();
  }

  /** Opens a file of v2; empty where there is none. */
  Optional<Counter> openUnified(String name) throws CaissonException {
    for (Member member : members) {
      if (!member.isLegacy()) {
        return open(member, name);
      }
    }
    return Optional.empty();
  }

  private Optional<Counter> open(Member member, String name) throws CaissonException {
    Optional<KernelFile> file = member.open(name);
    file.ifPresent(files::add);
    return file.map(Counter::new);
  }

  /** Returns whether a subsystem is had through v2. */
  boolean isUnified(Subsystem subsystem) {
    return member(subsystem).map(member -> !member.isLegacy()).orElse(false);
  }

  /** Reads the number of a file that may not be there. */
  static OptionalLong number(Optional<Counter> counter) throws CaissonException {
    return counter.isPresent() ? OptionalLong.of(counter.get().number()) : OptionalLong.empty();
  }

  @Override
  public void close() {
    files.forEach(KernelFile::close);
    text.close();
  }
}
