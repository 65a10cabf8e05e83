package dev.caisson.image.oci;

import dev.caisson.error.InvalidImageException;
import java.util.Optional;

/** Makes the errors of images: what was read, and what is wrong with it. */
public final class InvalidImage {

  private InvalidImage() {}

  public static InvalidImageException reading(String object, String cause) {
    return new InvalidImageException("read", object, cause, Optional.empty());
  }

  public static InvalidImageException reading(String object, String cause, String remedy) {
    return new InvalidImageException("read", object, cause, Optional.of(remedy));
  }
}
