package dev.caisson.launch;

import dev.caisson.linux.Architecture;
import java.util.List;

class ProgramRunTest extends ProgramContract {

  @Override
  Architecture architecture() {
    return Architecture.current();
  }

  @Override
  List<String> emulator() {
    return List.of();
  }
}
