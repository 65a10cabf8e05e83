/** Linux containers as a Java library. */
@NullMarked
package dev.caisson;

import org.jspecify.annotations.NullMarked;
