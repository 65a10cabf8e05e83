package dev.caisson.image;

import dev.caisson.error.InvalidImageException;
import java.util.Optional;

/** Makes the errors of images: what was read, and what is wrong with it. */
final class InvalidImage {

  private InvalidImage() {}

  static InvalidImageException reading(String object, String cause) {
    return new InvalidImageException("read", object, cause, Optional.empty());
  }

  static InvalidImageException reading(String object, String cause, String remedy) {
    return new InvalidImageException("read", object, cause, Optional.of(remedy));
  }
}
