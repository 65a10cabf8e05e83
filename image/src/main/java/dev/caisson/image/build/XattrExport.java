package dev.caisson.image.build;

import dev.caisson.error.CaissonException;
import dev.caisson.linux.CString;
import dev.caisson.linux.OpenFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The extended attributes that go into an image: those of users, file capabilities, ACLs and {@code
 * trusted.*}, as whoever is in the container sees them. Labels of this machine's security modules
 * stay here, and so does what is overlayfs's own.
 */
final class XattrExport {

  private static final String CAPABILITY = "security.capability";
  private static final String ACCESS_ACL = "system.posix_acl_access";
  private static final String DEFAULT_ACL = "system.posix_acl_default";
  // struct vfs_ns_cap_data of linux/capability.h: the last word is the user namespace's root.
  private static final int CAPABILITY_V2 = 0x02000000;
  private static final int CAPABILITY_V3 = 0x03000000;
  private static final int CAPABILITY_VERSION = 0xff000000;
  private static final int CAPABILITY_V2_BYTES = 20;
  private static final int CAPABILITY_V3_BYTES = 24;
  // struct posix_acl_xattr_entry of linux/posix_acl_xattr.h: tag, permissions, id.
  private static final int ACL_HEADER = 4;
  private static final int ACL_ENTRY = 8;
  private static final int ACL_USER = 0x02;
  private static final int ACL_GROUP = 0x08;

  private final TreeForm form;
  private final Owners owners;
  private final TreeReader reader;

  XattrExport(PackRules rules, TreeReader reader) {
    this.form = rules.form();
    this.owners = rules.owners();
    this.reader = reader;
  }

  /** Returns the attributes of what is at a place, in the order of their names. */
  Map<CString, byte[]> of(OpenFile place, CString path) throws CaissonException {
    Map<CString, byte[]> exported = new TreeMap<>(TreePacker.BY_BYTES);
    for (CString name : place.xattrNames()) {
      Optional<CString> outside = form.outside(name).filter(XattrExport::isExported);
      Optional<byte[]> value = outside.isPresent() ? reader.xattr(place, name) : Optional.empty();
      if (value.isPresent()) {
        requireWritable(name, path);
        exported.put(outside.get(), value(name, value.get(), path));
      }
    }
    return exported;
  }

  private static boolean isExported(CString name) {
    String text = new String(name.bytes(), StandardCharsets.ISO_8859_1);
    return switch (text) {
      case CAPABILITY, ACCESS_ACL, DEFAULT_ACL -> true;
      default -> text.startsWith("user.") || text.startsWith("trusted.");
    };
  }

  private static void requireWritable(CString name, CString path) throws CaissonException {
    for (byte b : name.bytes()) {
      if (b == '=') {
        throw new CaissonException(
            "pack",
            path.toString(),
            "the name of its attribute " + name + " has an equals sign, which no tar can hold",
            Optional.of("remove the attribute"));
      }
    }
  }

  private byte[] value(CString name, byte[] value, CString path) throws CaissonException {
    return switch (name.toString()) {
      case CAPABILITY -> capability(value);
      case ACCESS_ACL, DEFAULT_ACL -> acl(value, path);
      default -> value;
    };
  }

  /** Returns capabilities that hold for root of any user namespace, as images have them. */
  private byte[] capability(byte[] value) {
    if (value.length != CAPABILITY_V3_BYTES) {
      return value;
    }
    ByteBuffer words = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int magic = words.getInt(0);
    long root = Integer.toUnsignedLong(words.getInt(CAPABILITY_V2_BYTES));
    OptionalLong inside = owners.user(root);
    if ((magic & CAPABILITY_VERSION) != CAPABILITY_V3 || inside.isEmpty()) {
      return value;
    }
    if (inside.getAsLong() == 0) {
      words.putInt(0, (magic & ~CAPABILITY_VERSION) | CAPABILITY_V2);
      return Arrays.copyOf(words.array(), CAPABILITY_V2_BYTES);
    }
    words.putInt(CAPABILITY_V2_BYTES, (int) inside.getAsLong());
    return words.array();
  }

  private byte[] acl(byte[] value, CString path) throws CaissonException {
    ByteBuffer acl = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int entry = ACL_HEADER; entry + ACL_ENTRY <= value.length; entry += ACL_ENTRY) {
      int tag = acl.getShort(entry);
      int at = entry + Integer.BYTES;
      long id = Integer.toUnsignedLong(acl.getInt(at));
      if (tag == ACL_USER || tag == ACL_GROUP) {
        OptionalLong inside = tag == ACL_USER ? owners.user(id) : owners.group(id);
        acl.putInt(at, (int) TreePacker.require(inside, id, path));
      }
    }
    return acl.array();
  }
}
