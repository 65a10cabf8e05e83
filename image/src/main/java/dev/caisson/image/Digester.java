package dev.caisson.image;

import java.security.MessageDigest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Hashes blocks in a thread of its own: those of the layer as it is stored, and those of its tar.
 */
final class Digester {

  /** Bytes to hash, or the end of all of them. */
  private sealed interface Task {
    record Update(MessageDigest digest, Block block) implements Task {}

    record End() implements Task {}
  }

  private final MessageDigest stored = Digest.sha256();
  private final MessageDigest tar = Digest.sha256();
  // Unbounded: the pools that the blocks come from are what bounds it.
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

  /** Hashes a block of the stored bytes and then releases it. */
  void addStored(Block block) {
    tasks.add(new Task.Update(stored, block));
  }

  /** Hashes a block of the tar and then releases it. */
  void addTar(Block block) {
    tasks.add(new Task.Update(tar, block));
  }

  void end() {
    tasks.add(new Task.End());
  }

  /** Hashes until the end; the body of the thread. */
  void run() throws InterruptedException {
    while (tasks.take() instanceof Task.Update update) {
      update.digest().update(update.block().filled());
      update.block().release();
    }
  }

  /** Returns the digest of the stored bytes, once the thread has ended. */
  Digest stored() {
    return Digest.of(stored.digest());
  }

  /** Returns the digest of the tar, once the thread has ended. */
  Digest tar() {
    return Digest.of(tar.digest());
  }
}
