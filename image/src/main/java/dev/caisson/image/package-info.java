/** Images: registry client, content store, layer unpack, archive and layout formats. */
@NullMarked
package dev.caisson.image;

import org.jspecify.annotations.NullMarked;
