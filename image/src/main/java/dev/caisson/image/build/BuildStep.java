package dev.caisson.image.build;

import java.io.IOException;

/** One step in the building of an image. */
public sealed interface BuildStep {

  /** Takes the step. */
  void take(ImageDraft draft) throws IOException;

  /** Adds a layer. */
  record AddLayer(LayerContent content) implements BuildStep {
    @Override
    public void take(ImageDraft draft) throws IOException {
      draft.add(content);
    }
  }

  /** Changes the configuration. */
  record Change(ConfigChange change) implements BuildStep {
    @Override
    public void take(ImageDraft draft) {
      draft.change(change);
    }
  }
}
