/**
 * The command line {@code examples/caisson}: options to a builder's settings, a result to an exit
 * status.
 */
@NullMarked
package dev.caisson.examples.cli;

import org.jspecify.annotations.NullMarked;
