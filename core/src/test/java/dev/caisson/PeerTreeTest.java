package dev.caisson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.DeviceNodes;
import dev.caisson.image.Image;
import dev.caisson.image.ImageSource;
import dev.caisson.image.LayerStore;
import dev.caisson.testing.NeedsTool;
import dev.caisson.testing.RootTest;
import dev.caisson.unionfs.MountedUnion;
import dev.caisson.unionfs.Union;
import dev.caisson.unionfs.WritableLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is unpacked and mounted of an image is, entry by entry, what umoci makes of it. */
@RootTest
@NeedsTool({"umoci", "tar", "find", "getfattr", "setcap", "mknod", "python3"})
final class PeerTreeTest {

  /**
   * Everything but the numbers of links, as overlayfs counts those too that are hidden, and the
   * mark of opaque folders for mounts by ordinary users.
   */
  private static final String LISTING =
      """
      export LC_ALL=C
      find . ! -type d -printf '%p|%y|%m|%U|%G|%s|%T@|%l\\n' | sort
      find . -mindepth 1 -type d -printf '%p|%y|%m|%U|%G|%T@\\n' | sort
      find . -maxdepth 0 -printf '%m|%U|%G\\n'
      find . \\( -type b -o -type c \\) -exec stat -c '%n %t:%T' {} + | sort
      find . ! -type d -printf '%i|%p\\n' | sort -t '|' -k 2 | awk -F '|' '{ names[$1] = names[$1] "|" $2 }
        END { for (inode in names) print names[inode] }' | sort
      find . -type f -exec sha256sum {} + | sort -k 2
      getfattr -Rhd -m - -e hex . | awk -v RS= '
        { gsub(/\\nuser.overlay.opaque=[^\\n]*/, "") }
        /\\n/' | sort
      """;

  @TempDir Path top;

  @BeforeEach
  void begin() throws Exception {
    run("umoci init --layout oci; umoci new --image oci:base");
  }

  @AfterEach
  void remove() throws Exception {
    // JUnit would tell of each link.
    run("rm -rf oci peer store");
  }

  private String run(String script) throws Exception {
    Path output = top.resolve("output");
    Process process =
        new ProcessBuilder("sh", "-ec", script)
            .directory(top.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String said = Files.readString(output, ISO_8859_1);
    assertThat(status).as(said).isZero();
    return said;
  }

  private String list(Path tree) throws Exception {
    return run("cd " + tree + "\n" + LISTING);
  }

  private String ours() throws IOException {
    return Files.readString(top.resolve("ours"), ISO_8859_1);
  }

  private void assertSameAsPeers() throws Exception {
    run("umoci raw unpack --image oci:base peer");
    Image image =
        LayerStore.at(top.resolve("store"))
            .withDevices(DeviceNodes.NODES)
            .open(new ImageSource.OciLayout(top.resolve("oci"), Optional.of("base")));
    assertThat(image.omissions()).isEmpty();
    try (MountedUnion mounted = new Union(image.layers(), WritableLayer.inMemory()).mount()) {
      // The path of the JVM's own is not that of its children.
      String own = "/proc/" + ProcessHandle.current().pid();
      Path path = Path.of(mounted.path().toString().replace("/proc/self", own));
      Path ours = Files.writeString(top.resolve("ours"), list(path), ISO_8859_1);
      Path theirs = top.resolve("theirs");
      Files.writeString(theirs, list(top.resolve("peer")), ISO_8859_1);
      assertThat(run("diff theirs ours || :")).isEmpty();
      assertThat(ours).isNotEmptyFile();
    }
  }

  @Test
  void debiansOwnFiles_andAnUpdateOfThem() throws Exception {
    run(
        """
        mkdir one two
        tar -C / --xattrs --xattrs-include='*' --format=posix --warning=no-file-changed \
          -cf one.tar --no-recursion usr usr/lib usr/share --recursion etc usr/sbin usr/lib/udev usr/share/doc
        umoci raw add-layer --image oci:base one.tar; rm one.tar
        mkdir -p two/etc/new two/usr/sbin two/usr/lib/udev
        cp -a /usr/sbin/nologin two/usr/sbin/; echo x >> two/usr/sbin/nologin
        touch two/etc/.wh.passwd two/usr/share-file two/usr/lib/udev/.wh..wh..opq
        tar -C two -cf two.tar .; umoci raw add-layer --image oci:base two.tar; rm -r one two two.tar
        """);
    assertSameAsPeers();
  }

  @Test
  void hundredAndThirtyLayers() throws Exception {
    run(
        """
        i=0
        while [ $i -lt 130 ]; do
          rm -rf l; mkdir -p l/d$((i % 10))/deep l/always; cd l
          echo $i > f$i; echo $i > common; ln f$i d$((i % 10))/link; echo $i > always/$i
          [ $((i % 5)) = 4 ] && touch .wh.f$((i - 3)) always/.wh.$((i - 4))
          [ $((i % 13)) = 12 ] && touch d$((i % 10))/.wh..wh..opq
          [ $((i % 17)) = 16 ] && { rm -r always; ln -s d$((i % 10)) l$i; }
          [ $((i % 29)) = 28 ] && { rm -r d$((i % 10)); echo now a file > d$((i % 10)); }
          [ $((i % 29)) = 0 ] && chmod 700 d$((i % 10)) && chown 5:6 d$((i % 10))
          find . -exec touch -h -d @$((1000000 + i)) {} +
          tar --format=posix --sort=name -cf ../l.tar .
          cd ..; umoci raw add-layer --image oci:base l.tar; i=$((i + 1))
        done
        rm -r l l.tar
        """);
    assertSameAsPeers();
  }

  @Test
  void whiteouts_whoseFoldersTheLayerDoesNotName() throws Exception {
    run(
        """
        mkdir -p one/deep/er two/deep/er; chmod 700 one/deep; chown 5:6 one/deep
        touch one/this-will-be-deleted one/deep/er/file one/deep/er/other
        touch two/.wh.this-will-be-deleted two/deep/er/.wh.file two/deep/er/new
        tar -C one -cf l.tar .; umoci raw add-layer --image oci:base l.tar
        tar -C two -cf l.tar .wh.this-will-be-deleted; umoci raw add-layer --image oci:base l.tar
        tar -C two -cf l.tar deep/er/.wh.file deep/er/new; umoci raw add-layer --image oci:base l.tar
        rm -r one two l.tar
        """);
    assertSameAsPeers();
    assertThat(ours()).contains("deep/er/other", "deep/er/new").doesNotContain("deleted", "file");
  }

  @Test
  void oddEntries() throws Exception {
    run(
        """
        mkdir odd; cd odd
        python3 - <<'END'
        import os
        for name in (b'latin-\\xe9', b'new\\nline', b'back\\\\slash', b' ', b'-', b'tab\\t', b'\\xff\\xfe'):
            open(name, 'w').write('x')
        open('holes', 'wb').truncate(10_000_000)
        with open('holes', 'r+b') as file:
            file.seek(5_000_000)
            file.write(b'data')
        END
        mkdir -p "$(printf 'n%.0s' $(seq 255))/$(printf 'm%.0s' $(seq 200))" closed
        cp /bin/true cap; setcap cap_net_raw,cap_chown+ep cap; chown 70000:80000 cap
        setcap cap_net_raw,cap_chown+ep cap
        cp /bin/true suid; chmod 6755 suid; ln suid again; mkdir sub; ln suid sub/third
        mknod null c 1 3; mknod disk b 259 300; mkfifo pipe; chmod 600 pipe; chown 3:4 pipe null
        ln -s /absolute/nowhere dangling; ln -s . self; ln -s "$(printf 'x%.0s' $(seq 2000))" long
        chown -h 9:9 dangling; setfattr -n user.binary -v 0x00ff0a00 suid; mkdir sticky; chmod 1777 sticky
        touch -d @-1.5 before; touch -h -d @4294967296.123456789 dangling; touch -d @9000000000 sub
        : > empty; chmod 0 empty closed
        cd ..; tar -C odd --xattrs --xattrs-include='*' --format=posix -S -cf odd.tar .
        umoci raw add-layer --image oci:base odd.tar; rm -r odd odd.tar
        """);
    assertSameAsPeers();
  }
}
