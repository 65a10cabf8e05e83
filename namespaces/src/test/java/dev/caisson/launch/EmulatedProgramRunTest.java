package dev.caisson.launch;

import dev.caisson.linux.Architecture;
import dev.caisson.testing.NeedsTool;
import java.util.List;

@NeedsTool("qemu-aarch64-static")
class EmulatedProgramRunTest extends ProgramContract {

  @Override
  Architecture architecture() {
    return Architecture.AARCH64;
  }

  @Override
  List<String> emulator() {
    return List.of("qemu-aarch64-static");
  }
}
