/** The documents of OCI and Docker images, as an attacker may have written them; no API. */
@NullMarked
package dev.caisson.image.oci;

import org.jspecify.annotations.NullMarked;
