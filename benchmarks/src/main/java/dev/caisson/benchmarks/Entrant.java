package dev.caisson.benchmarks;

import dev.caisson.Root;
import java.io.IOException;

/** Who can take part in {@link StartToExitByJmh}. */
public enum Entrant {
  /** The C program that makes the same system calls. */
  FLOOR {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return Floor.start(programs, Isolation.FULL);
    }
  },
  /** Our container, in this JVM. */
  CAISSON {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new ContainerRun(Root.directory(programs.root()), Isolation.FULL);
    }
  },
  /** Our container, in a JVM with a small heap. */
  SMALL_HEAP {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return ServerJvm.of(programs, Isolation.FULL).withHeap(256, 0).start();
    }
  },
  /** Our container, in a JVM that uses gigabytes. */
  LARGE_HEAP {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return ServerJvm.of(programs, Isolation.FULL).withHeap(5120, 4096).start();
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
      return OciRuntime.CRUN.start(programs, Isolation.FULL);
    }
  },
  /** {@link #FLOOR} without user namespace and seccomp filter. */
  PLAIN_FLOOR {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return Floor.start(programs, Isolation.PLAIN);
    }
  },
  /** {@link #CAISSON} without user namespace and seccomp filter. */
  PLAIN_CAISSON {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return new ContainerRun(Root.directory(programs.root()), Isolation.PLAIN);
    }
  },
  /** {@link #CRUN} without user namespace and seccomp filter. */
  PLAIN_CRUN {
    @Override
    Contestant enter(Native programs) throws IOException, InterruptedException {
      return OciRuntime.CRUN.start(programs, Isolation.PLAIN);
    }
  };

  abstract Contestant enter(Native programs) throws IOException, InterruptedException;
}
