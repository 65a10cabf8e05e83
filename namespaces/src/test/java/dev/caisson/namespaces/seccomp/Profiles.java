package dev.caisson.namespaces.seccomp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.error.InvalidProfileException;
import dev.caisson.namespaces.Capability;
import java.util.EnumSet;
import java.util.Set;

/** Reads profiles that tests write, with single quotes, as {@code p.json}. */
final class Profiles {

  private Profiles() {}

  static LoadedProfile read(Abi machine, Set<Capability> held, String json)
      throws InvalidProfileException {
    byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);
    return new ProfileReader(machine, new KernelVersion(6, 1), held).parse("p.json", bytes);
  }

  static LoadedProfile read(String json) throws InvalidProfileException {
    return read(Abi.X86_64, EnumSet.noneOf(Capability.class), json);
  }

  static LoadedProfile rules(String rules) throws InvalidProfileException {
    return read("{'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [" + rules + "]}");
  }
}
