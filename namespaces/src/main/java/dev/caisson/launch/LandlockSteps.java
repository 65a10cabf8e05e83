package dev.caisson.launch;

import dev.caisson.linux.SystemCall;
import dev.caisson.namespaces.Landlock;
import dev.caisson.namespaces.LandlockRight;
import dev.caisson.namespaces.LandlockScope;
import java.util.Optional;

/**
 * Writes the operations by which a process restricts itself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/landlock.7.html">landlock(7)</a>
 */
final class LandlockSteps {

  static final String OPEN = "open for Landlock rule";
  static final String ALLOW = "add Landlock rule for";

  private static final int RULE_PATH_BENEATH = 1;
  private static final int RULE_NET_PORT = 2;
  private static final int O_PATH_CLOEXEC = 012000000;

  private final ProgramBuilder program;
  private final Optional<Landlock> asked;
  private final Slot ruleset;

  /** Makes a writer, which writes nothing where nothing was asked for. */
  LandlockSteps(ProgramBuilder program, Optional<Landlock> asked) {
    this.program = program;
    this.asked = asked;
    this.ruleset = program.slot("ruleset");
  }

  /** Makes the ruleset, while the process may open every path. */
  void prepare() {
    asked.ifPresent(this::make);
  }

  private void make(Landlock landlock) {
    long scopes = LandlockScope.bits(landlock.scopes());
    program.add(
        Operation.of(
                "create Landlock ruleset",
                landlock.refused().toString(),
                SystemCall.LANDLOCK_CREATE_RULESET,
                program.words("{refused}", landlock.fileBits(), landlock.portBits(), scopes),
                Operand.of(3 * Long.BYTES),
                Operand.of(0))
            .into(ruleset));
    landlock.paths().forEach(this::allow);
    landlock.ports().forEach(this::allow);
  }

  private void allow(Landlock.PathRule rule) {
    // struct landlock_path_beneath_attr is packed: 64 bits of rights, 32 of the descriptor.
    Operand.Address attribute =
        program.words("{" + rule.rights() + "}", LandlockRight.bits(rule.rights()), 0);
    Slot parent = new Slot(attribute.offset() + Long.BYTES, "parent");
    program.add(
        Operation.of(
                OPEN,
                rule.path(),
                SystemCall.OPENAT,
                Operand.of(MountSteps.AT_FDCWD),
                program.string(rule.path()),
                Operand.of(O_PATH_CLOEXEC),
                Operand.of(0))
            .into(parent));
    add(rule.path(), RULE_PATH_BENEATH, attribute);
    program.add(Operation.of("close", rule.path(), SystemCall.CLOSE, parent.value()));
  }

  private void allow(Landlock.PortRule rule) {
    long rights = LandlockRight.bits(rule.rights());
    add("port " + rule.port(), RULE_NET_PORT, program.words("{port}", rights, rule.port()));
  }

  private void add(String object, int type, Operand attribute) {
    program.add(
        Operation.of(
            ALLOW,
            object,
            SystemCall.LANDLOCK_ADD_RULE,
            ruleset.value(),
            Operand.of(type),
            attribute,
            Operand.of(0)));
  }

  /** Makes the ruleset hold; the process must refuse new privileges, or have CAP_SYS_ADMIN. */
  void restrict() {
    if (asked.isPresent()) {
      program.add(
          Operation.of(
              "restrict by Landlock",
              "",
              SystemCall.LANDLOCK_RESTRICT_SELF,
              ruleset.value(),
              Operand.of(0)));
    }
  }
}
