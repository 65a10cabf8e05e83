/** Programs that show Caisson at work. */
@NullMarked
package dev.caisson.examples;

import org.jspecify.annotations.NullMarked;
