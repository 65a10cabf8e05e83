package dev.caisson.image;

/**
 * Something of a layer that was not unpacked as it stands.
 *
 * @param path the entry's name; bytes that are not UTF-8 as {@code \xNN}
 * @param what the extended attribute that was left out, or {@code device} where an empty file of
 *     mode 0 stands in the place of a device node
 */
public record Omission(String path, String what) {}
