/** Control groups: one typed API over v1, v2 and hybrid hierarchies. */
@NullMarked
package dev.caisson.cgroups;

import org.jspecify.annotations.NullMarked;
