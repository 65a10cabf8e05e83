package dev.caisson.image;

/** What is unpacked in the place of an image's device nodes. */
public enum DeviceNodes {
  /** Empty files of mode 0, which whoever gets at the layer's directory can do no harm with. */
  PLACEHOLDERS,
  /**
   * The nodes themselves, as Docker's root makes them; it takes CAP_MKNOD. What mounts the layers
   * must do so with {@code nodev}.
   */
  NODES
}
