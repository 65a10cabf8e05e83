package dev.caisson.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a registry, or its token server, is shown. */
public sealed interface Credentials {

  /** A user's name and password. */
  record Password(String user, String password) implements Credentials {

    /**
     * Checks that the parts can be told apart where they are sent.
     *
     * @throws IllegalArgumentException if the name has a colon, or either has a control character
     */
    public Password {
      requirePrintable(user);
      requirePrintable(password);
      if (user.indexOf(':') >= 0) {
        throw new IllegalArgumentException("a user's name has no colon");
      }
    }

    /** Returns the value of the header Authorization, as RFC 7617 has it. */
    String basic() {
      byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns the user's name alone. */
    @Override
    public String toString() {
      return "password of " + user;
    }
  }

  /**
   * A refresh token of OAuth 2, which the token server turns into tokens for a repository.
   *
   * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">Docker registry v2
   *     authentication using OAuth2</a>
   */
  record IdentityToken(String token) implements Credentials {

    /** Checks that it can be sent. */
    public IdentityToken {
      requirePrintable(token);
    }

    @Override
    public String toString() {
      return "identity token";
    }
  }

  /** A token that is shown to the registry as it is. */
  record RegistryToken(String token) implements Credentials {

    /** Checks that it can be sent in a header. */
    public RegistryToken {
      if (!Token.isSendable(token)) {
        throw new IllegalArgumentException("a token of characters that no header may have");
      }
    }

    @Override
    public String toString() {
      return "registry token";
    }
  }

  private static void requirePrintable(String text) {
    if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("credentials are empty or have control characters");
    }
  }
}
