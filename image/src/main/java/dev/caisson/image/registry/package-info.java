/**
 * The client of image registries: pull, push, tags, referrers and deletion.
 *
 * <pre>{@code
 * try (RegistryClient client = RegistryClient.builder().build()) {
 *   Pulled pulled = client.pull(Reference.parse("busybox:1.36"), blobs, System.out::println);
 *   System.out.println(pulled.manifest());            // sha256:...
 *   client.tags(Reference.parse("busybox"));          // [1, 1.36, latest, ...]
 * }
 * }</pre>
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 *     distribution specification</a>
 */
@NullMarked
package dev.caisson.image.registry;

import org.jspecify.annotations.NullMarked;
