/**
 * What every module's tests share: the three rings, and the check that a test leaves nothing
 * behind.
 *
 * <p>The package travels in the test-jar of this module. {@link dev.caisson.testing.NoLeaks} and
 * {@link dev.caisson.testing.RingFilter} are found as services, so a module gets both by naming the
 * test-jar as a dependency of scope test. Tests run one at a time in a JVM: a snapshot can't tell
 * two tests apart.
 */
@NullMarked
package dev.caisson.testing;

import org.jspecify.annotations.NullMarked;
