/**
 * The launch: what a container's processes do between clone and exec, written down as data
 * beforehand.
 *
 * <p>No line of Java and no C library ever runs in the child: {@link
 * dev.caisson.launch.ProgramBuilder} writes system calls, an interpreter of some 200 bytes makes
 * them, and {@link dev.caisson.launch.Launch} starts it and says which of them failed and why.
 */
@NullMarked
package dev.caisson.launch;

import org.jspecify.annotations.NullMarked;
