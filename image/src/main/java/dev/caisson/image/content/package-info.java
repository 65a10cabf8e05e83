/**
 * The content of a store as it was received: blobs and tags in an OCI layout, downloads, and who
 * needs what; no API.
 */
@NullMarked
package dev.caisson.image.content;

import org.jspecify.annotations.NullMarked;
