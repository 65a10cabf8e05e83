/**
 * The errors of this library: one family under {@link java.io.IOException}.
 *
 * <pre>{@code
 * try {
 *   Result result = Container.builder().root(host()).command("make", "test").run();
 * } catch (CommandException e) {
 *   System.exit(e.reason().exitStatus());
 * } catch (CaissonException e) {
 *   System.err.println(e.getMessage());      // step, object, errno with its text, remedy
 *   e.remedy().ifPresent(System.err::println);
 * }
 * }</pre>
 */
@NullMarked
package dev.caisson.error;

import org.jspecify.annotations.NullMarked;
