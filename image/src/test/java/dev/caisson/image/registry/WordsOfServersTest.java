package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and addresses, as a hostile server may choose them. */
final class WordsOfServersTest {

  private static List<Challenge> challenges(String... headers) {
    HttpHeaders all = HttpHeaders.of(Map.of("WWW-Authenticate", List.of(headers)), (n, v) -> true);
    return Challenge.of(
        new Reply(401, all, URI.create("http://x/"), InputStream.nullInputStream()));
  }

  @Test
  void challenges_ofOneHeader_areToldApart() {
    List<Challenge> both =
        challenges(
            "Basic realm=\"a, b\", Bearer realm=\"https://r/t?a=b\",service=s,scope=\"x y\"");

    assertThat(both)
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a, b")),
            new Challenge(
                "bearer", Map.of("realm", "https://r/t?a=b", "service", "s", "scope", "x y")));
  }

  @Test
  void challenge_withQuotedQuotes_isRead() {
    assertThat(challenges("Bearer realm=\"a\\\"b\"").get(0).parameter("realm")).hasValue("a\"b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "\"", "Bearer realm=\"", ",,,,", "Bearer realm", "@ x=y"})
  void challenge_thatIsMalformed_hasNoRealm(String header) {
    assertThat(challenges(header)).allSatisfy(c -> assertThat(c.parameter("realm")).isEmpty());
  }

  @Test
  void challenges_withoutEnd_areCut() {
    assertThat(challenges("Basic, ".repeat(1000))).hasSizeLessThanOrEqualTo(16);
    assertThat(challenges("a".repeat(1 << 20))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "0, 0",
    "999999999999, 2147483647",
    "'Wed, 21 Oct 2015 07:28:10 GMT', 10",
    "'Wed, 21 Oct 2015 07:27:00 GMT', 0"
  })
  void retryAfter_isSecondsOrADate(String text, long seconds) {
    assertThat(Attempts.parse(text, Instant.parse("2015-10-21T07:28:00Z")))
        .hasValue(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "Wed, 99 Oct 2015 07:28:10 GMT"})
  void retryAfter_ofAnotherForm_isIgnored(String text) {
    assertThat(Attempts.parse(text, Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "93.184.216.34, PUBLIC",
    "2606:4700::1111, PUBLIC",
    "10.1.2.3, PRIVATE",
    "172.31.0.1, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "100.128.0.1, PUBLIC",
    "fd00::1, PRIVATE",
    "127.8.9.10, LOOPBACK",
    "::1, LOOPBACK",
    "::ffff:127.0.0.1, LOOPBACK",
    "::127.0.0.1, LOOPBACK",
    "64:ff9b::7f00:1, LOOPBACK",
    "64:ff9b::a9fe:a9fe, FORBIDDEN",
    "169.254.169.254, FORBIDDEN",
    "fe80::1, FORBIDDEN",
    "0.0.0.0, FORBIDDEN",
    "0.1.2.3, FORBIDDEN",
    "::, FORBIDDEN",
    "224.0.0.1, FORBIDDEN",
    "ff02::1, FORBIDDEN",
    "255.255.255.255, FORBIDDEN",
    "192.0.0.192, FORBIDDEN"
  })
  void address_isAsFarAwayAsItIs(String address, Addresses kind) throws Exception {
    assertThat(Addresses.of(InetAddress.getAllByName(address)[0])).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/, PROXY",
    "https://b.internal/, DIRECT",
    "https://internal/, DIRECT",
    "https://xinternal/, PROXY",
    "https://c.example:8443/, DIRECT",
    "https://localhost/, DIRECT",
    "https://127.0.0.1:5000/, DIRECT",
    "http://a.example/, DIRECT"
  })
  void proxy_ofTheEnvironment_isForWhatItSays(String uri, String way) {
    var proxies =
        Proxies.of(
            Map.of("HTTPS_PROXY", "http://p:3128", "no_proxy", " .internal, c.example:8443,"));
    boolean direct = proxies.select(URI.create(uri)).get(0).address() == null;

    assertThat(direct ? "DIRECT" : "PROXY").isEqualTo(way);
  }
}
