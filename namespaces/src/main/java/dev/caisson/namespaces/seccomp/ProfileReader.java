package dev.caisson.namespaces.seccomp;

import dev.caisson.error.Errno;
import dev.caisson.error.InvalidProfileException;
import dev.caisson.namespaces.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads profiles in JSON: the {@code linux.seccomp} object of the OCI runtime specification, and
 * the files that {@code docker run --security-opt seccomp=FILE} takes.
 *
 * <p>They mean what they mean to runc, and are refused where they can't: an unknown field, action
 * or comparison, a duplicate key, a number out of range. In four things they are stricter: a call
 * through an ABI that the profile does not name ends the process, not the thread; 32-bit Arm calls
 * always do; a rule that forbids a call with certain arguments holds beside one that allows the
 * call, where libseccomp drops it; and of several rules for all of a call's uses the strictest
 * decides, not the first. Calls newer than all that a profile names fail with ENOSYS, unless its
 * default is to allow, log or trace.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">OCI
 *     runtime specification, Seccomp</a>
 * @see <a href="https://docs.docker.com/engine/security/seccomp/">Seccomp security profiles for
 *     Docker</a>
 */
public final class ProfileReader {

  /** The largest profile that is read, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final Set<String> FIELDS =
      Set.of(
          "defaultAction",
          "defaultErrnoRet",
          "defaultErrno",
          "architectures",
          "archMap",
          "flags",
          "syscalls",
          "listenerPath",
          "listenerMetadata");
  private static final Map<String, Optional<SeccompFlag>> FLAGS =
      Map.of(
          // The filter is set in a process of one thread.
          "SECCOMP_FILTER_FLAG_TSYNC", Optional.empty(),
          "SECCOMP_FILTER_FLAG_LOG", Optional.of(SeccompFlag.LOG),
          "SECCOMP_FILTER_FLAG_SPEC_ALLOW", Optional.of(SeccompFlag.SPEC_ALLOW),
          "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", Optional.of(SeccompFlag.WAIT_KILLABLE_RECV));
  private static final List<String> PERMISSIVE =
      List.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE");

  private final Abi machine;
  private final RuleScope scope;

  ProfileReader(Abi machine, KernelVersion kernel, Set<Capability> capabilities) {
    this.machine = machine;
    this.scope = new RuleScope(machine, kernel, capabilities);
  }

  /**
   * Returns a reader for containers on this machine with these capabilities, on which rules may
   * depend.
   *
   * @throws UnsupportedOperationException on another machine than x86-64 or AArch64
   */
  public static ProfileReader forCapabilities(Collection<Capability> capabilities) {
    KernelVersion kernel =
        KernelVersion.running()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "no kernel release: " + System.getProperty("os.version")));
    Set<Capability> set = EnumSet.noneOf(Capability.class);
    set.addAll(capabilities);
    return new ProfileReader(Abi.current(), kernel, set);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidProfileException if it is no profile, naming the place in it
   * @throws IOException if it can't be read
   */
  public LoadedProfile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file.toString(), in.readNBytes(MAX_BYTES + 1));
    }
  }

  /**
   * Reads a profile from memory.
   *
   * @param name what errors call it
   * @throws InvalidProfileException if it is no profile, naming the place in it
   */
  public LoadedProfile parse(String name, byte[] json) throws InvalidProfileException {
    if (json.length > MAX_BYTES) {
      throw new InvalidProfileException(name, "larger than " + MAX_BYTES + " bytes");
    }
    ProfileNode root = ProfileNode.parse(name, json).object(FIELDS);
    refuseListener(root);
    SeccompAction byDefault =
        ActionNames.read(root, "defaultAction", "defaultErrnoRet", "defaultErrno");
    RuleReader rules = new RuleReader(byDefault, scope);
    for (ProfileNode entry : root.elements("syscalls")) {
      rules.read(entry);
    }
    ArchitectureNames architectures = ArchitectureNames.read(root, machine);
    SeccompProfile profile =
        new SeccompProfile(
            rules.rules(),
            byDefault,
            unknownCalls(root, byDefault),
            architectures.abis(),
            SeccompAction.killProcess(),
            flags(root));
    checkSize(root, profile);
    return new LoadedProfile(profile, rules.unknownCalls(), architectures.uncovered());
  }

  private static void refuseListener(ProfileNode root) throws InvalidProfileException {
    for (String field : List.of("listenerPath", "listenerMetadata")) {
      Optional<ProfileNode> node = root.field(field);
      if (node.isPresent() && !node.get().text().isEmpty()) {
        throw node.get().invalid("a listener can't be named in a profile");
      }
    }
  }

  private static UnknownCalls unknownCalls(ProfileNode root, SeccompAction byDefault)
      throws InvalidProfileException {
    return PERMISSIVE.contains(root.required("defaultAction").text())
        ? UnknownCalls.nameless(byDefault)
        : UnknownCalls.newerThanNamed(SeccompAction.errno(Errno.ENOSYS));
  }

  private static Set<SeccompFlag> flags(ProfileNode root) throws InvalidProfileException {
    Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
    for (ProfileNode element : root.elements("flags")) {
      Optional<SeccompFlag> flag = FLAGS.get(element.text());
      if (flag == null) {
        throw element.invalid("unknown flag " + element.text());
      }
      flag.ifPresent(flags::add);
    }
    return flags;
  }

  private void checkSize(ProfileNode root, SeccompProfile profile) throws InvalidProfileException {
    try {
      profile.compile(machine);
    } catch (IllegalArgumentException e) {
      InvalidProfileException invalid = root.invalid(String.valueOf(e.getMessage()));
      invalid.initCause(e);
      throw invalid;
    }
  }
}
