/** JMH benchmarks of Caisson. */
@NullMarked
package dev.caisson.benchmarks;

import org.jspecify.annotations.NullMarked;
