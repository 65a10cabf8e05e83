package dev.caisson.examples.cli;

import dev.caisson.Users;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host}, which is all that docker's {@code --userns} takes. */
final class UsersName implements ITypeConverter<Users> {

  @Override
  public Users convert(String text) {
    if (!text.equals("host")) {
      throw new TypeConversionException("not host, which is all it can be");
    }
    return Users.HOST;
  }
}
