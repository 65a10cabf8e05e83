package dev.caisson.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.testing.NeedsTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterTest {

  private static final Path SOURCES = Path.of("src/main/java/dev/caisson/launch");

  @Test
  @NeedsTool("x86_64-linux-gnu-as")
  void x86Code_isWhatItsSourceAssemblesTo(@TempDir Path work) throws Exception {
    byte[] assembled = assemble("x86_64", SOURCES.resolve("interpreter-x86_64.S"), work);
    assertThat(code(Interpreter.X86_64)).isEqualTo(assembled);
  }

  @Test
  @NeedsTool("aarch64-linux-gnu-as")
  void aarch64Code_isWhatItsSourceAssemblesTo(@TempDir Path work) throws Exception {
    byte[] assembled = assemble("aarch64", SOURCES.resolve("interpreter-aarch64.S"), work);
    assertThat(code(Interpreter.AARCH64)).isEqualTo(assembled);
  }

  private static byte[] code(Interpreter interpreter) {
    byte[] code = new byte[interpreter.length()];
    interpreter.copyTo(code, 0);
    return code;
  }

  private static byte[] assemble(String architecture, Path source, Path work) throws Exception {
    Path object = work.resolve("interpreter.o");
    Path code = work.resolve("interpreter.bin");
    String prefix = architecture + "-linux-gnu-";
    run(prefix + "as", source.toString(), "-o", object.toString());
    run(prefix + "objcopy", "-O", "binary", "-j", ".text", object.toString(), code.toString());
    return Files.readAllBytes(code);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
  }
}
