/** The one place where JNA is used: typed system calls, errno, file descriptors and pids. */
@NullMarked
package dev.caisson.linux;

import org.jspecify.annotations.NullMarked;
