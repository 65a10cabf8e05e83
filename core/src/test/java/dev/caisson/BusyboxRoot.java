package dev.caisson;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.testing.Host;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/** Makes a root file system of a static busybox and a static probe, with two users. */
final class BusyboxRoot {

  private static final List<String> APPLETS =
      List.of(
          "sh",
          "cat",
          "chmod",
          "chown",
          "cp",
          "date",
          "dd",
          "echo",
          "env",
          "false",
          "grep",
          "head",
          "hostname",
          "id",
          "ip",
          "kill",
          "ln",
          "ls",
          "mkdir",
          "mkfifo",
          "mknod",
          "mount",
          "mv",
          "nc",
          "ps",
          "pwd",
          "readlink",
          "rm",
          "rmdir",
          "seq",
          "setsid",
          "sleep",
          "sort",
          "stat",
          "stty",
          "tail",
          "touch",
          "tr",
          "true",
          "tty",
          "wc",
          "yes");
  private static final List<String> FOLDERS =
      List.of("bin", "dev", "etc", "proc", "tmp", "root", "home/worker", "data");

  private BusyboxRoot() {}

  /** Fills a folder. */
  static Path make(Path folder) throws IOException, InterruptedException {
    for (String name : FOLDERS) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        folder.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.copy(Host.tool("busybox").orElseThrow(), folder.resolve("bin/busybox"));
    for (String applet : APPLETS) {
      Files.createSymbolicLink(folder.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    Files.writeString(
        folder.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\nworker:x:1234:100:Worker:/home/worker:/bin/sh\n");
    Files.writeString(
        folder.resolve("etc/group"), "root:x:0:\nusers:x:100:\naudio:x:29:root,worker\n");
    compile("probe", folder);
    return folder;
  }

  /** Compiles a program of the tests, into {@code bin}. */
  static void compile(String program, Path folder) throws IOException, InterruptedException {
    String source;
    try (InputStream resource = BusyboxRoot.class.getResourceAsStream(program + ".c")) {
      source = new String(Objects.requireNonNull(resource).readAllBytes(), UTF_8);
    }
    String target = folder.resolve("bin").resolve(program).toString();
    Process compiler =
        new ProcessBuilder("gcc", "-static", "-O1", "-x", "c", "-", "-o", target)
            .redirectErrorStream(true)
            .start();
    compiler.getOutputStream().write(source.getBytes(UTF_8));
    compiler.getOutputStream().close();
    String said = new String(compiler.getInputStream().readAllBytes(), UTF_8);
    if (compiler.waitFor() != 0) {
      throw new IOException("gcc: " + said);
    }
  }
}
