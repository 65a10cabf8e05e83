package dev.caisson.benchmarks;

import java.io.IOException;
import java.util.List;

/** Who can take part: the first is what the others are compared with. */
public enum Entrant {
  /** The C program that makes the same system calls. */
  FLOOR {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      String root = programs.root().toString();
      String staging = programs.folder("staging").toString();
      String floor = programs.compile("floor").toString();
      String filter = programs.filter().toString();
      return new Served(
          "the same calls in C",
          List.of(floor, "--serve", "--remapped", "--filter", filter, root, staging));
    }
  },
  /** Our container, in this JVM. */
  CAISSON {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new ContainerRun("Caisson", programs.root(), Isolation.FULL);
    }
  },
  /** Our container, in a JVM with a small heap. */
  SMALL_HEAP {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return HeapSize.start("Caisson, heap of 256 MiB", 256, 0, programs.root());
    }
  },
  /** Our container, in a JVM that uses gigabytes. */
  LARGE_HEAP {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return HeapSize.start("Caisson, 4 GiB of heap in use", 5120, 4096, programs.root());
    }
  },
  /** A process of the JDK's, without any isolation. */
  PROCESS_BUILDER {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new PlainProcess(programs.root());
    }
  },
  /** The same container, run by crun. */
  CRUN {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new Crun(programs, Isolation.FULL).start("crun run");
    }
  },
  /** {@link #FLOOR} without user namespace and seccomp filter. */
  PLAIN_FLOOR {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      String root = programs.root().toString();
      String staging = programs.folder("staging").toString();
      String floor = programs.compile("floor").toString();
      return new Served("plain: the same calls in C", List.of(floor, "--serve", root, staging));
    }
  },
  /** {@link #CAISSON} without user namespace and seccomp filter. */
  PLAIN_CAISSON {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new ContainerRun("plain: Caisson", programs.root(), Isolation.PLAIN);
    }
  },
  /** {@link #CRUN} without user namespace and seccomp filter. */
  PLAIN_CRUN {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new Crun(programs, Isolation.PLAIN).start("plain: crun run");
    }
  };

  abstract Contestant enter(Native programs) throws IOException, InterruptedException;
}
