package dev.caisson.namespaces.seccomp;

import dev.caisson.error.InvalidProfileException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads which ABIs a profile permits, besides the machine's own. */
final class ArchitectureNames {

  private static final Set<String> MAP_FIELDS = Set.of("architecture", "subArchitectures");
  private static final Set<String> OTHERS =
      Set.of(
          "SCMP_ARCH_ARM",
          "SCMP_ARCH_LOONGARCH64",
          "SCMP_ARCH_M68K",
          "SCMP_ARCH_MIPS",
          "SCMP_ARCH_MIPS64",
          "SCMP_ARCH_MIPS64N32",
          "SCMP_ARCH_MIPSEL",
          "SCMP_ARCH_MIPSEL64",
          "SCMP_ARCH_MIPSEL64N32",
          "SCMP_ARCH_PARISC",
          "SCMP_ARCH_PARISC64",
          "SCMP_ARCH_PPC",
          "SCMP_ARCH_PPC64",
          "SCMP_ARCH_PPC64LE",
          "SCMP_ARCH_RISCV64",
          "SCMP_ARCH_S390",
          "SCMP_ARCH_S390X",
          "SCMP_ARCH_SH",
          "SCMP_ARCH_SHEB");

  private final Abi machine;
  private final Set<Abi> abis = EnumSet.noneOf(Abi.class);
  private final SortedSet<String> uncovered = new TreeSet<>();

  private ArchitectureNames(Abi machine) {
    this.machine = machine;
  }

  static ArchitectureNames read(ProfileNode root, Abi machine) throws InvalidProfileException {
    ArchitectureNames names = new ArchitectureNames(machine);
    List<ProfileNode> architectures = root.elements("architectures");
    List<ProfileNode> map = root.elements("archMap");
    if (!architectures.isEmpty() && !map.isEmpty()) {
      throw root.invalid("both architectures and archMap");
    }
    names.addAll(architectures);
    for (ProfileNode entry : map) {
      names.addOf(entry.object(MAP_FIELDS));
    }
    return names;
  }

  private void addOf(ProfileNode entry) throws InvalidProfileException {
    ProfileNode architecture = entry.required("architecture");
    Optional<Abi> abi = abi(architecture);
    List<ProfileNode> further = entry.elements("subArchitectures");
    if (abi.equals(Optional.of(machine))) {
      addAll(further);
    } else {
      for (ProfileNode name : further) {
        abi(name);
      }
    }
  }

  private void addAll(List<ProfileNode> names) throws InvalidProfileException {
    for (ProfileNode name : names) {
      Optional<Abi> abi = abi(name).filter(known -> known.machine() == machine);
      if (abi.isEmpty()) {
        uncovered.add(name.text());
      } else if (abi.get() != machine) {
        abis.add(abi.get());
      }
    }
  }

  /** Returns a supported ABI; empty for one that is merely known. */
  private static Optional<Abi> abi(ProfileNode node) throws InvalidProfileException {
    String name = node.text();
    Optional<Abi> abi =
        Arrays.stream(Abi.values()).filter(known -> known.profileName().equals(name)).findFirst();
    if (abi.isEmpty() && !OTHERS.contains(name)) {
      throw node.invalid("unknown architecture " + name);
    }
    return abi;
  }

  Set<Abi> abis() {
    return abis;
  }

  /** Returns the names of those that are not supported, or not this machine's. */
  SortedSet<String> uncovered() {
    return uncovered;
  }
}
