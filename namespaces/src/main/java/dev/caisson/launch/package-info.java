/**
 * The launch: everything that happens in a child between clone(2) and execve(2), written as data.
 */
@NullMarked
package dev.caisson.launch;

import org.jspecify.annotations.NullMarked;
