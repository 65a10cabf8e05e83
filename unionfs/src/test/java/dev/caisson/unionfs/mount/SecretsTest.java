package dev.caisson.unionfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  @TempDir Path folder;

  @BeforeEach
  void publicFolder() throws IOException {
    make("public/file", "rw-r--r--");
    mode("public", "rwxr-xr-x");
  }

  private void make(String path, String mode) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    mode(path, mode);
  }

  private void mode(String path, String mode) throws IOException {
    Files.setPosixFilePermissions(folder.resolve(path), PosixFilePermissions.fromString(mode));
  }

  @Test
  void whatAllMayRead_isNoSecret() throws Exception {
    assertThat(Secrets.in(folder)).isEmpty();
  }

  @Test
  void fileThatOthersMayNotRead_isASecret_withTheFoldersAboveIt() throws Exception {
    make("public/key", "rw-r-----");
    assertThat(Secrets.in(folder))
        .singleElement()
        .satisfies(
            secret -> {
              assertThat(secret.path()).hasToString("public/key");
              assertThat(secret.isFolder()).isFalse();
              assertThat(secret.above())
                  .singleElement()
                  .satisfies(
                      above -> {
                        assertThat(above.path()).hasToString("public");
                        assertThat(above.mode()).isEqualTo(0755);
                      });
            });
  }

  @Test
  void folderThatOthersMayNotEnter_isASecretAsAWhole() throws Exception {
    make("private/file", "rw-r--r--");
    mode("private", "rwxr--r--");
    assertThat(Secrets.in(folder))
        .singleElement()
        .satisfies(
            secret -> {
              assertThat(secret.path()).hasToString("private");
              assertThat(secret.isFolder()).isTrue();
            });
  }

  @Test
  void link_isNoSecret() throws Exception {
    Files.createSymbolicLink(folder.resolve("link"), Path.of("public"));
    assertThat(Secrets.in(folder)).isEmpty();
  }
}
