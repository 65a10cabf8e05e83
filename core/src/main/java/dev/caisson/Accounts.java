package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.Errno;
import dev.caisson.error.SystemCallException;
import dev.caisson.error.UnknownUserException;
import dev.caisson.launch.LaunchPlan;
import dev.caisson.linux.CString;
import dev.caisson.linux.Directory;
import dev.caisson.linux.FileType;
import dev.caisson.linux.OpenFile;
import dev.caisson.linux.OpenFlag;
import dev.caisson.linux.OpenHow;
import dev.caisson.linux.ResolveFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The users and groups that a root file system knows, read without trusting it: links are resolved
 * inside the root, only regular files are read, and those to a limit.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/passwd.5.html">passwd(5)</a>
 */
final class Accounts {

  private static final int MOST_BYTES = 1 << 20;
  private static final long HIGHEST_ID = 0xfffffffeL;
  private static final OpenHow PLACE = confined(OpenFlag.PATH);
  private static final OpenHow CONTENT = confined(OpenFlag.NONBLOCK, OpenFlag.NOCTTY);

  private final List<Path> layers;

  /** Makes the accounts of the union of these folders, the lowest first. */
  Accounts(List<Path> layers) {
    this.layers = List.copyOf(layers);
  }

  private static OpenHow confined(OpenFlag... flags) {
    return OpenHow.of(flags).resolve(ResolveFlag.IN_ROOT, ResolveFlag.NO_MAGICLINKS);
  }

  /** A user's ids and home. */
  record Account(LaunchPlan.Credentials credentials, String home) {}

  /** Looks a user up; by number he need not be known. */
  Account find(UserSpec spec) throws CaissonException {
    if (spec.equals(UserSpec.ROOT)) {
      return new Account(new LaunchPlan.Credentials(0, 0, List.of()), "/root");
    }
    List<String[]> users = entries("etc/passwd", 6);
    Optional<String[]> user = byNameOrId(users, spec.user());
    OptionalLong uid = user.isPresent() ? id(user.get()[2]) : id(spec.user());
    if (uid.isEmpty()) {
      throw unknown("user", spec.user(), "/etc/passwd");
    }
    OptionalLong gid = user.isPresent() ? id(user.get()[3]) : OptionalLong.of(0);
    List<Long> supplementary = List.of();
    if (spec.group().isPresent()) {
      gid = group(spec.group().get());
    } else if (user.isPresent()) {
      supplementary = groupsOf(user.get()[0]);
    }
    String home = user.map(fields -> fields[5]).filter(path -> path.startsWith("/")).orElse("/");
    return new Account(
        new LaunchPlan.Credentials(uid.getAsLong(), gid.orElse(0), supplementary), home);
  }

  /** Looks a group up; by number it need not be known. */
  long findGroup(String name) throws CaissonException {
    return group(name).orElseThrow();
  }

  private OptionalLong group(String name) throws CaissonException {
    Optional<String[]> group = byNameOrId(entries("etc/group", 3), name);
    OptionalLong gid = group.isPresent() ? id(group.get()[2]) : id(name);
    if (gid.isEmpty()) {
      throw unknown("group", name, "/etc/group");
    }
    return gid;
  }

  private List<Long> groupsOf(String user) throws CaissonException {
    List<Long> groups = new ArrayList<>();
    for (String[] group : entries("etc/group", 4)) {
      if (List.of(group[3].split(",", -1)).contains(user)) {
        id(group[2]).ifPresent(groups::add);
      }
    }
    return groups;
  }

  // As useradd(8) sees it, all digits are a number, and only what is no number is a name.
  private static Optional<String[]> byNameOrId(List<String[]> entries, String text) {
    OptionalLong number = id(text);
    return entries.stream()
        .filter(e -> number.isPresent() ? id(e[2]).equals(number) : e[0].equals(text))
        .findFirst();
  }

  private static OptionalLong id(String text) {
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > HIGHEST_ID) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private List<String[]> entries(String path, int fields) throws CaissonException {
    List<String[]> entries = new ArrayList<>();
    for (String line : read(path).split("\n", -1)) {
      String[] parts = line.split(":", -1);
      if (parts.length >= fields) {
        entries.add(parts);
      }
    }
    return entries;
  }

  private String read(String path) throws CaissonException {
    for (int i = layers.size() - 1; i >= 0; i--) {
      try (Directory layer = Directory.open(layers.get(i))) {
        return read(layer, CString.of(path));
      } catch (SystemCallException e) {
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
          throw e;
        }
      }
    }
    return "";
  }

  private static String read(Directory layer, CString path) throws SystemCallException {
    try (OpenFile place = layer.openFile(path, PLACE)) {
      // What is no file, as a whiteout, has no accounts; and a device is better not opened.
      if (place.stat().type() != FileType.REGULAR) {
        return "";
      }
    }
    try (OpenFile file = layer.openFile(path, CONTENT)) {
      int length = (int) Math.min(MOST_BYTES, file.stat().size());
      return new String(file.read(0, length), StandardCharsets.UTF_8);
    }
  }

  private static UnknownUserException unknown(String kind, String name, String file) {
    return new UnknownUserException(
        "look up " + kind,
        name,
        "not in " + file + " of the root file system",
        Optional.of("give a name that is there, or a number"));
  }
}
