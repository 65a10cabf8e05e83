/** Union mounts as root file systems, for the launch. */
@NullMarked
package dev.caisson.unionfs.mount;

import org.jspecify.annotations.NullMarked;
