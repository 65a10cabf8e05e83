/**
 * Namespaces to make, open, look at and enter; identities, privileges and mounts, as values.
 *
 * <pre>{@code
 * NewNamespaces wanted = NewNamespaces.of(Namespace.NET, Namespace.UTS).withLoopback();
 * try (NamespaceSet made = NamespaceSet.create(wanted);
 *     NamespaceThread thread = NamespaceThread.join(made.get(Namespace.NET))) {
 *   System.out.println(made.get(Namespace.NET).info());   // net:[4026532177]
 *   ServerSocket server = thread.call(() -> new ServerSocket(80));
 * }
 * ProcessNamespaces.of(1).links().values().forEach(System.out::println);
 * }</pre>
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
