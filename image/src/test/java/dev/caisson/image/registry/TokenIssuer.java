package dev.caisson.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Issues the tokens that docker-registry believes: whatever is asked for, signed with a key whose
 * certificate is beside it.
 */
final class TokenIssuer implements HttpHandler {

  private final PrivateKey key;
  private final String certificate;
  private final List<String> forms = new CopyOnWriteArrayList<>();

  TokenIssuer(Path pem) throws IOException, GeneralSecurityException {
    key =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(decoded(Files.readString(pem))));
    byte[] der = decoded(Files.readString(pem.resolveSibling("cert.pem")));
    // What can be read is a certificate.
    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    certificate = Base64.getEncoder().encodeToString(der);
  }

  private static byte[] decoded(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  /** Returns the forms that were posted. */
  List<String> forms() {
    return forms;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    if (exchange.getRequestMethod().equals("POST")) {
      query = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      forms.add(query);
    }
    List<String> access = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith("scope=")) {
        for (String scope : URLDecoder.decode(pair.substring(6), UTF_8).split(" ", -1)) {
          access.add(scope);
        }
      }
    }
    try {
      String token = "{\"access_token\":\"" + token(access) + "\",\"expires_in\":300}";
      TestRegistry.answer(exchange, 200, token.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private String token(List<String> scopes) throws GeneralSecurityException {
    String access = scopes.stream().map(TokenIssuer::access).collect(Collectors.joining(","));
    long now = Instant.now().getEpochSecond();
    String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"%s\"]}".formatted(certificate);
    String claims =
        ("{\"iss\":\"test-issuer\",\"aud\":\"test-service\",\"sub\":\"user\",\"exp\":%d,"
                + "\"nbf\":%d,\"iat\":%d,\"jti\":\"%d\",\"access\":[%s]}")
            .formatted(now + 300, now - 10, now, System.nanoTime(), access);
    String signed = encoded(header.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + encoded(signature.sign());
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String access(String scope) {
    String[] parts = scope.split(":", 3);
    String actions =
        List.of(parts[2].split(",", -1)).stream()
            .map(action -> '"' + action + '"')
            .collect(Collectors.joining(","));
    return "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[%s]}"
        .formatted(parts[0], parts[1], actions);
  }
}
