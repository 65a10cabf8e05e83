package dev.caisson.image.registry;

import dev.caisson.image.Digest;
import dev.caisson.image.Platform;

/**
 * What a pull brought: all of it is in the blob store.
 *
 * @param reference what was asked for
 * @param root what the reference stands for: an index, or the manifest itself
 * @param rootMediaType the media type of the root
 * @param rootSize the size of the root's document, in bytes
 * @param manifest the manifest of the chosen platform
 * @param manifestMediaType the media type of the manifest
 * @param manifestSize the size of the manifest's document, in bytes
 * @param config the configuration of the image
 * @param platform what the image runs on, as its configuration says
 */
public record Pulled(
    Reference reference,
    Digest root,
    String rootMediaType,
    long rootSize,
    Digest manifest,
    String manifestMediaType,
    long manifestSize,
    Digest config,
    Platform platform) {}
