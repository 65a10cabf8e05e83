package dev.caisson.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A test of what control groups do: run by root, and by an ordinary user to whom a subtree of each
 * hierarchy was delegated, which the system property {@code caisson.delegated} says.
 *
 * <p>On a method it stands in place of {@link Test}. On a class it puts every test of the class in
 * the ring, and each method keeps its own {@code @Test}.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Test
@Tag(Ring.CGROUP)
public @interface GroupTest {}
