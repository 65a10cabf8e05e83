package dev.caisson.image;

import dev.caisson.linux.CString;
import dev.caisson.linux.Stat;
import dev.caisson.linux.Timestamp;
import java.util.Map;

/**
 * One entry of a tar, with all its headers applied.
 *
 * @param name as it stands in the tar
 * @param linkName the target of a link, as it stands in the tar; empty for other types
 * @param mode the permissions, from 0 to 07777
 * @param size how many bytes of contents the file has, holes included
 * @param device what a device node stands for; zero for other types
 * @param xattrs extended attributes, byte for byte
 */
record TarEntry(
    TarType type,
    CString name,
    CString linkName,
    int mode,
    long uid,
    long gid,
    long size,
    Timestamp modified,
    Stat.Device device,
    Map<CString, byte[]> xattrs) {}
