package dev.caisson.namespaces.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SupervisedCallTest {

  private static final Caller CALLER = new Caller(7, () -> true);

  private static ByteBuffer data(int number, int auditNumber) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(number).putInt(auditNumber).putLong(0x401000);
    for (int i = 1; i <= 6; i++) {
      data.putLong(-i);
    }
    return data.flip();
  }

  private static SupervisedCall call(int number, Abi abi) {
    return SupervisedCall.read(CALLER, data(number, abi.auditNumber()));
  }

  @Test
  void call_isReadWhole() {
    assertThat(call(83, Abi.X86_64))
        .isEqualTo(
            new SupervisedCall(
                CALLER, Abi.X86_64, 83, 0x401000, List.of(-1L, -2L, -3L, -4L, -5L, -6L)));
  }

  @Test
  void name_isThatOfTheCallersAbi() {
    assertThat(call(83, Abi.X86_64).name()).contains("mkdir");
    assertThat(call(39, Abi.X86).name()).contains("mkdir");
    assertThat(call(34, Abi.AARCH64).name()).contains("mkdirat");
    assertThat(call(0x40000000 | 83, Abi.X32))
        .matches(call -> call.abi() == Abi.X32 && call.number() == 83)
        .matches(call -> call.name().orElseThrow().equals("mkdir"));
  }

  @Test
  void call_ofNoName_hasItsNumber() {
    assertThat(call(4000, Abi.X86_64).name()).isEmpty();
    assertThat(call(-1, Abi.AARCH64)).matches(call -> call.name().isEmpty() && call.number() == -1);
  }

  @Test
  void unknownAbi_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SupervisedCall.read(CALLER, data(1, 5)));
  }
}
