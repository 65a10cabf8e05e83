/**
 * Namespaces, identities, privileges and mounts, as values.
 *
 * <pre>{@code
 * Mount sources = Mount.bind(Path.of("/home/me/project"), "/src").readOnly();
 * Mount scratch = Mount.tmpfs("/scratch").withSize(64 << 20);
 * Container.builder().root(host()).mount(sources).mount(scratch).command("make", "-C", "/src").run();
 * }</pre>
 */
@NullMarked
package dev.caisson.namespaces;

import org.jspecify.annotations.NullMarked;
