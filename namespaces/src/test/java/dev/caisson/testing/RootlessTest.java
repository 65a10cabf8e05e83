package dev.caisson.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of the rootless ring: it needs an ordinary user who may create user namespaces.
 *
 * <p>On a method it stands in place of {@link Test}. On a class it puts every test of the class in
 * the ring, and each method keeps its own {@code @Test} or {@code @ParameterizedTest}. A JVM that
 * runs as root leaves the ring to a second run as an ordinary user.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Test
@Tag(Ring.ROOTLESS)
@ExtendWith(RootlessCondition.class)
public @interface RootlessTest {}
