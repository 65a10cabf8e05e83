package dev.caisson.image.registry;

import dev.caisson.error.CaissonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Which certificates are believed: the JDK's authorities, and those of PEM files besides. */
final class Trust {

  private Trust() {}

  static SSLContext of(List<Path> files) throws CaissonException {
    try {
      KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
      authorities.load(null, null);
      int number = 0;
      for (X509Certificate certificate : standard()) {
        authorities.setCertificateEntry("standard-" + number++, certificate);
      }
      for (Path file : files) {
        for (Certificate certificate : read(file)) {
          authorities.setCertificateEntry("own-" + number++, certificate);
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(authorities), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      CaissonException refused =
          e instanceof CaissonException own
              ? own
              : Refusal.credentials("read authorities", "", String.valueOf(e.getMessage()));
      if (refused != e) {
        refused.initCause(e);
      }
      throw refused;
    }
  }

  private static TrustManager[] managers(@org.jspecify.annotations.Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> standard() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager known) {
        return List.of(known.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static Collection<? extends Certificate> read(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream input = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(input);
      if (certificates.isEmpty()) {
        throw Refusal.credentials("read authorities", file.toString(), "no certificate in it");
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      CaissonException refused =
          Refusal.credentials("read authorities", file.toString(), "no PEM certificates");
      refused.initCause(e);
      throw refused;
    }
  }
}
