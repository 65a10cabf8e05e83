/** The Linux namespaces and what is set up in them. */
@NullMarked
package dev.caisson.namespaces;

import org.jspecify.annotations.NullMarked;
