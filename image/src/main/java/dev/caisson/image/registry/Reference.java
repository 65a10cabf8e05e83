package dev.caisson.image.registry;

import dev.caisson.image.Digest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image at a registry, in full: {@code docker.io/library/busybox:1.36}.
 *
 * @param registry the registry's host, in lower case, with its port where one is named
 * @param repository the path of the repository at the registry; at most 255 characters with the
 *     registry
 * @param tag the tag, of at most 128 characters
 * @param digest the digest of the manifest or index, which goes before the tag where both are named
 * @see <a href="https://github.com/distribution/reference">the grammar of references</a>
 */
public record Reference(
    String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

  static final String DOCKER_HUB = "docker.io";

  private static final String DOCKER_HUB_OLD = "index.docker.io";
  private static final String OFFICIAL = "library/";
  private static final String LATEST = "latest";
  private static final int MAX_NAME = 255;
  private static final int MAX_TEXT = 512;
  private static final int MAX_PORT = 65535;
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
              + "|\\[[0-9a-f:.]{2,45}\\])(?::([1-9][0-9]{0,4}))?");
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "[a-z0-9]++(?:(?:[_.]|__|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:[_.]|__|-++)[a-z0-9]++)*+)*+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern IDENTIFIER = Pattern.compile("[0-9a-f]{64}");

  /**
   * Makes a reference of its parts.
   *
   * @throws IllegalArgumentException if a part is against the grammar, or there is neither tag nor
   *     digest
   */
  public Reference {
    require(isHost(registry), "registry", registry);
    require(REPOSITORY.matcher(repository).matches(), "repository", repository);
    require(registry.length() + repository.length() < MAX_NAME, "length of name", repository);
    tag.ifPresent(t -> require(isTag(t), "tag", t));
    require(tag.isPresent() || digest.isPresent(), "no tag and no digest", repository);
  }

  private static void require(boolean right, String what, String value) {
    if (!right) {
      throw new IllegalArgumentException("image reference, " + what + ": '" + value + "'");
    }
  }

  /**
   * Reads a name as Docker does: {@code busybox} is {@code docker.io/library/busybox:latest}. What
   * stands before the first slash is a registry where it has a dot or a colon, or is {@code
   * localhost}.
   *
   * @throws IllegalArgumentException if it is no such name
   */
  public static Reference parse(String text) {
    require(text.length() <= MAX_TEXT, "length", text.substring(0, Math.min(text.length(), 64)));
    int at = text.indexOf('@');
    Optional<Digest> digest =
        at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
    String name = at < 0 ? text : text.substring(0, at);
    require(!IDENTIFIER.matcher(name).matches(), "a name of 64 hexadecimal digits", name);
    int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
    String path = colon < 0 ? name : name.substring(0, colon);
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of(LATEST);
    }
    return ofPath(path, tag, digest);
  }

  private static Reference ofPath(String path, Optional<String> tag, Optional<Digest> digest) {
    int slash = path.indexOf('/');
    boolean named = slash > 0 && namesHost(path.substring(0, slash));
    String registry = named ? path.substring(0, slash).toLowerCase(Locale.ROOT) : DOCKER_HUB;
    String repository = named ? path.substring(slash + 1) : path;
    if (registry.equals(DOCKER_HUB_OLD)) {
      registry = DOCKER_HUB;
    }
    if (registry.equals(DOCKER_HUB) && repository.indexOf('/') < 0) {
      repository = OFFICIAL + repository;
    }
    return new Reference(registry, repository, tag, digest);
  }

  private static boolean namesHost(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }

  static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  static boolean isRepository(String text) {
    return text.length() < MAX_NAME && REPOSITORY.matcher(text).matches();
  }

  /** Returns whether a text is {@code HOST} or {@code HOST:PORT}, in lower case. */
  static boolean isHost(String text) {
    var matcher = HOST.matcher(text);
    return matcher.matches()
        && (matcher.group(1) == null || Integer.parseInt(matcher.group(1)) <= MAX_PORT);
  }

  /** Returns the same image by its digest, and without a tag. */
  public Reference withDigest(Digest exact) {
    return new Reference(registry, repository, Optional.empty(), Optional.of(exact));
  }

  /** Returns what the registry is asked for: the digest, or else the tag. */
  String wanted() {
    return digest.map(Digest::toString).orElseGet(tag::orElseThrow);
  }

  /** Returns the name as Docker shows it, without what it adds: {@code busybox:1.36}. */
  public String familiar() {
    String name = registry.equals(DOCKER_HUB) ? repository : registry + "/" + repository;
    boolean official = registry.equals(DOCKER_HUB) && repository.startsWith(OFFICIAL);
    boolean alone = official && repository.indexOf('/', OFFICIAL.length()) < 0;
    return (alone ? repository.substring(OFFICIAL.length()) : name) + suffix();
  }

  private String suffix() {
    return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }

  /** Returns the full name: {@code docker.io/library/busybox:1.36}. */
  @Override
  public String toString() {
    return registry + "/" + repository + suffix();
  }
}
