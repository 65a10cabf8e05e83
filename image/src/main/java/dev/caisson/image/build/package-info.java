/**
 * The way back to images: trees of files packed into layers, and images built of them.
 *
 * <pre>{@code
 * LayerStore store = LayerStore.at(Path.of("/var/lib/example"));
 * ImageBuild.from(new ImageSource.OciLayout(Path.of("debian")), store)
 *     .copy(Path.of("build/app"), "/opt/app")
 *     .env("MODE", "production")
 *     .entrypoint("/opt/app/run")
 *     .write(new OciLayoutTarget(Path.of("images"), "app:1.0"));
 * }</pre>
 */
@NullMarked
package dev.caisson.image.build;

import org.jspecify.annotations.NullMarked;
