package dev.caisson.image.build;

import dev.caisson.image.DiffId;

/** A layer that is written: its blob, and what its tar is. */
record PackedLayer(Blob blob, DiffId diffId) {}
