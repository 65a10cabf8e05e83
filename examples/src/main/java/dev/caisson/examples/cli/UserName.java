package dev.caisson.examples.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Passes on USER[:GROUP], but for numbers that are no ids. */
final class UserName implements ITypeConverter<String> {

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final long HIGHEST_ID = 0xfffffffeL;
  private static final int MOST_DIGITS = 10;

  @Override
  public String convert(String text) {
    for (String part : text.split(":", -1)) {
      if (NUMBER.matcher(part).matches() && !isId(part)) {
        throw new TypeConversionException("an id is from 0 to " + HIGHEST_ID);
      }
    }
    return text;
  }

  private static boolean isId(String digits) {
    return digits.length() <= MOST_DIGITS && Long.parseLong(digits) <= HIGHEST_ID;
  }
}
