package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caisson.error.Errno;
import dev.caisson.linux.Architecture;
import dev.caisson.linux.SystemCall;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private final ProgramBuilder program = new ProgramBuilder();

  @Test
  void toString_showsEachOperationWithWhatItMeans() {
    Slot folder = program.slot("folder");
    program.add(
        Operation.of(
                "make folder",
                "/x",
                SystemCall.MKDIRAT,
                Operand.of(-100),
                program.string("/x"),
                Operand.of(0755))
            .into(folder)
            .tolerating(Errno.EEXIST));
    program.add(Operation.of("leave", "", SystemCall.EXIT_GROUP, folder.value()));
    assertThat(program.build().toString())
        .isEqualTo(
            """
            0 mkdirat(0xffffffffffffff9c, "/x", 493) -> $folder despite [EEXIST]  # make folder /x
            1 exit_group($folder)  # leave
            """);
  }

  @Test
  void sevenArguments_areRefused() {
    Operand zero = Operand.of(0);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Operation.of("s", "o", SystemCall.READ, zero, zero, zero, zero, zero, zero, zero))
        .withMessageContaining("more than 6 arguments");
  }

  @Test
  void errnoThatHasNoBit_cantBeTolerated() {
    Operation operation = Operation.of("s", "o", SystemCall.READ);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation.tolerating(Errno.EOPNOTSUPP))
        .withMessageContaining("EOPNOTSUPP");
  }

  @Test
  void labelBoundTwice_isRefused() {
    Label label = program.label("here");
    program.bind(label);
    assertThatIllegalStateException()
        .isThrownBy(() -> program.bind(label))
        .withMessageContaining("here");
  }

  @Test
  void labelNeverBound_isRefusedWhenTheImageIsMade() {
    program.add(Operation.jump(program.label("nowhere")));
    Program built = program.build();
    assertThatIllegalStateException()
        .isThrownBy(() -> ElfImage.of(built, Architecture.X86_64, 1))
        .withMessageContaining("nowhere");
  }
}
