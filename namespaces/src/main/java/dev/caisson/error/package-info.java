/** The errors of the environment: one family under {@link java.io.IOException}. */
@NullMarked
package dev.caisson.error;

import org.jspecify.annotations.NullMarked;
