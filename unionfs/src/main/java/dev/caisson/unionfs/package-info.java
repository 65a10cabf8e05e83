/** Union mounts as values, the conversion of whiteouts, and the diff of an upper directory. */
@NullMarked
package dev.caisson.unionfs;

import org.jspecify.annotations.NullMarked;
