package dev.caisson.namespaces;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the kernel and the settings of this host let this process do to isolate others. Each thing
 * is tried, and none is guessed by a version.
 *
 * @param release the kernel's release, as uname(2) has it
 * @param architecture the processor's, as Java has it
 * @param namespaces each kind of namespace
 * @param features all else
 */
public record KernelReport(
    String release,
    String architecture,
    Map<Namespace, Finding> namespaces,
    Map<KernelFeature, Finding> features) {

  /** Copies both maps, in the order of their keys. */
  public KernelReport {
    namespaces = Collections.unmodifiableMap(new EnumMap<>(namespaces));
    features = Collections.unmodifiableMap(new EnumMap<>(features));
  }

  /**
   * Finds out now; leaves nothing behind.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public static KernelReport ofHost() throws InterruptedException {
    return new KernelReport(
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        KernelTrials.namespaces(),
        KernelTrials.features());
  }
}
