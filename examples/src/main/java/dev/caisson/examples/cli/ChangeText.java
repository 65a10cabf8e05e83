package dev.caisson.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caisson.image.build.ConfigChange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one instruction of a Dockerfile that changes an image's configuration. */
final class ChangeText implements ITypeConverter<ConfigChange> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  public ConfigChange convert(String text) {
    String[] parts = text.strip().split("\\s+", 2);
    if (parts.length < 2) {
      throw new TypeConversionException("an instruction and its value, as in ENV MODE=fast");
    }
    try {
      return change(parts[0].toUpperCase(Locale.ROOT), parts[1]);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private static ConfigChange change(String instruction, String value) {
    return switch (instruction) {
      case "ENV" -> new ConfigChange.Env(name(value), value(value));
      case "LABEL" -> new ConfigChange.Label(name(value), value(value));
      case "CMD" -> new ConfigChange.Cmd(words(value));
      case "ENTRYPOINT" -> new ConfigChange.Entrypoint(words(value));
      case "WORKDIR" -> new ConfigChange.WorkingDirectory(value);
      case "USER" -> new ConfigChange.User(value);
      case "EXPOSE" -> new ConfigChange.Expose(value);
      case "VOLUME" -> new ConfigChange.Volume(value);
      case "STOPSIGNAL" -> new ConfigChange.StopSignal(value);
      default ->
          throw new TypeConversionException(
              instruction
                  + " is none of ENV, LABEL, CMD, ENTRYPOINT, WORKDIR, USER, EXPOSE, VOLUME and"
                  + " STOPSIGNAL");
    };
  }

  private static String name(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new TypeConversionException("not NAME=VALUE: " + text);
    }
    return text.substring(0, equals);
  }

  private static String value(String text) {
    return text.substring(text.indexOf('=') + 1);
  }

  /** Returns the words of a JSON array, or else has a shell take the text. */
  private static List<String> words(String text) {
    if (!text.startsWith("[")) {
      return List.of("/bin/sh", "-c", text);
    }
    try {
      List<String> words = Arrays.asList(MAPPER.readValue(text, String[].class));
      if (!words.contains(null)) {
        return words;
      }
      throw new TypeConversionException("a null among the texts: " + text);
    } catch (JsonProcessingException e) {
      throw new TypeConversionException("not a JSON array of texts: " + text);
    }
  }
}
