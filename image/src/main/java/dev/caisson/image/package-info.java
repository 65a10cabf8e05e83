/**
 * Container images: read, verified, and unpacked into directories that overlayfs can mount.
 *
 * <pre>{@code
 * LayerStore store = LayerStore.at(Path.of("/var/lib/example/layers"));
 * Image image = store.open(new ImageSource.DockerArchive(Path.of("debian.tar")));
 * image.layers().forEach(System.out::println);          // lowest first
 * System.out.println(image.config().command());         // [bash]
 * }</pre>
 */
@NullMarked
package dev.caisson.image;

import org.jspecify.annotations.NullMarked;
