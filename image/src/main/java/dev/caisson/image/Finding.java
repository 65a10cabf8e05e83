package dev.caisson.image;

/**
 * Something that is wrong with a store.
 *
 * @param object a blob, a layer or an image
 * @param problem what is wrong with it
 * @param remedy what was done, or what the caller can do
 * @param repaired whether it was mended or, where it can be had again, removed
 */
public record Finding(String object, String problem, String remedy, boolean repaired) {}
