package dev.caisson.examples.cli;

import dev.caisson.ContainerBuilder;
import dev.caisson.Users;
import dev.caisson.namespaces.Capability;
import dev.caisson.namespaces.DeviceNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options on what the command may do; by default it has no privilege at all. */
final class PrivilegeOptions {

  @Option(
      names = "--cap-add",
      paramLabel = "NAME",
      converter = CapabilityName.class,
      description = "Give a capability, as CHOWN or CAP_CHOWN, or ALL; none by default.")
  private List<CapabilityName.Named> capabilities = new ArrayList<>();

  @Option(
      names = "--userns",
      paramLabel = "host",
      converter = UsersName.class,
      description = "For root: the command's users are this machine's; nobody's by default.")
  private Optional<Users> users = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "SRC[:DST]",
      converter = DeviceName.class,
      description = "Give a device of this machine: /dev/fuse, /dev/kvm.")
  private List<DeviceNode> devices = new ArrayList<>();

  @Option(
      names = "--security-opt",
      paramLabel = "OPTION",
      converter = SecurityOption.class,
      description = {
        "seccomp=FILE for a profile of docker's format, seccomp=unconfined for none;",
        "no-new-privileges=false lets set-user-id programs work."
      })
  private List<SecurityOption.Choice> security = new ArrayList<>();

  void apply(Settings settings) {
    ContainerBuilder builder = settings.builder();
    settings.setEach("--cap-add", capabilities, named -> add(named, builder));
    settings.set("--userns", users, builder::users);
    settings.setEach("--device", devices, builder::device);
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    capabilities.forEach(named -> all.addAll(named.capabilities()));
    settings.setEach("--security-opt", security, choice -> choice.apply(builder, all));
  }

  private static void add(CapabilityName.Named named, ContainerBuilder builder) {
    builder.capabilities(named.capabilities().toArray(Capability[]::new));
  }
}
