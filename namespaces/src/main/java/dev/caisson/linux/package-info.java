/**
 * Typed Linux system calls: the one place where JNA is used.
 *
 * <p>Errors become exceptions, out-parameters results, and descriptors owners; an errno is read in
 * one place. Only the calls that the sibling modules need are here, and the one {@link
 * dev.caisson.linux.Loop} that waits for what the kernel tells.
 */
@NullMarked
package dev.caisson.linux;

import org.jspecify.annotations.NullMarked;
