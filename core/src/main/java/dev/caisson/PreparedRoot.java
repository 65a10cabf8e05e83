package dev.caisson;

import dev.caisson.error.CaissonException;
import dev.caisson.error.InvalidImageException;
import dev.caisson.image.Image;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageUse;
import dev.caisson.image.LayerStore;
import dev.caisson.image.registry.Reference;
import dev.caisson.image.registry.RegistryClient;
import dev.caisson.image.registry.Transfer;
import dev.caisson.launch.RootFileSystem;
import dev.caisson.unionfs.Union;
import dev.caisson.unionfs.WritableLayer;
import dev.caisson.unionfs.mount.HostRoot;
import dev.caisson.unionfs.mount.OverlayRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A root that is there to be mounted, and what is known of it.
 *
 * @param accounts the folders in which its users are looked up
 * @param config what an image says; empty for any other root
 * @param use what keeps an image in its store, until somebody closes it
 * @param origin which image that is; empty for any other root
 */
record PreparedRoot(
    RootFileSystem fileSystem,
    Accounts accounts,
    Optional<ImageConfig> config,
    Optional<ImageUse> use,
    Optional<ContainerImage.Origin> origin) {

  /** Unpacks or looks at what a root is made from. */
  static PreparedRoot of(Root root) throws CaissonException, InterruptedException {
    if (root instanceof Root.Host) {
      Accounts accounts = new Accounts(List.of(Path.of("/")));
      return new PreparedRoot(
          HostRoot.scan(), accounts, Optional.empty(), Optional.empty(), Optional.empty());
    }
    if (root instanceof Root.Directory directory) {
      List<Path> layers = List.of(real(directory.directory()));
      return new PreparedRoot(
          overlay(layers, layers),
          new Accounts(layers),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    return of(use(root));
  }

  private static PreparedRoot of(ImageUse use) throws CaissonException {
    Image image = use.image();
    Optional<Path> folder = image.folder();
    if (folder.isEmpty()) {
      use.close();
      throw new InvalidImageException(
          "mount image",
          use.source().toString(),
          "it has no layers",
          Optional.of("use an image that has files"));
    }
    return new PreparedRoot(
        overlay(image.layers(), List.of(folder.get())),
        new Accounts(image.layers()),
        Optional.of(image.config()),
        Optional.of(use),
        Optional.of(new ContainerImage.Origin(use.source(), use.store(), image)));
  }

  private static ImageUse use(Root root) throws CaissonException, InterruptedException {
    if (root instanceof Root.Opened opened) {
      return opened.image().again();
    }
    if (root instanceof Root.Image onDisk) {
      return LayerStore.at(StateDirectory.store()).use(onDisk.source());
    }
    Reference name = ((Root.Named) root).name();
    ImageStore store = Container.images();
    if (!store.has(name)) {
      try (RegistryClient client = RegistryClient.builder().build()) {
        return store.pullAndUse(client, name, Transfer.Listener.NONE);
      }
    }
    return store.use(name);
  }

  private static RootFileSystem overlay(List<Path> layers, List<Path> sources) {
    return new OverlayRoot(new Union(layers, WritableLayer.inMemory()), sources);
  }

  private static Path real(Path directory) throws CaissonException {
    try {
      Path real = directory.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (NoSuchFileException e) {
      throw missing(directory, "there is no such folder");
    } catch (IOException e) {
      throw missing(directory, "it can't be found: " + e);
    }
    throw missing(directory, "it is not a folder");
  }

  private static CaissonException missing(Path directory, String cause) {
    return new CaissonException(
        "open root file system",
        directory.toString(),
        cause,
        Optional.of("name a folder that holds a root file system"));
  }
}
