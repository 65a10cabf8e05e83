package dev.caisson.examples.cli;

import dev.caisson.image.build.ConfigChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one instruction of a Dockerfile that changes an image's configuration. */
final class ChangeText implements ITypeConverter<ChangeText.Changes> {

  private static final int LAST_PORT = 65535;
  private static final Pattern PORTS =
      Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIGNAL =
      Pattern.compile("\\d{1,2}|(?:SIG)?[A-Z][A-Z0-9]*(?:[+-]\\d{1,2})?");

  /** What one instruction changes. */
  record Changes(List<ConfigChange> all) {}

  @Override
  public Changes convert(String text) {
    String[] parts = text.strip().split("\\s+", 2);
    if (parts.length < 2) {
      throw new TypeConversionException("an instruction and its value, as in ENV MODE=fast");
    }
    try {
      return new Changes(changes(parts[0].toUpperCase(Locale.ROOT), parts[1]));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private static List<ConfigChange> changes(String instruction, String value) {
    return switch (instruction) {
      case "ENV" -> pairs(value, ConfigChange.Env::new);
      case "LABEL" -> pairs(value, ConfigChange.Label::new);
      case "CMD" -> List.of(new ConfigChange.Cmd(command(value)));
      case "ENTRYPOINT" -> List.of(new ConfigChange.Entrypoint(command(value)));
      case "WORKDIR" -> List.of(new ConfigChange.WorkingDirectory(DockerfileWords.unquoted(value)));
      case "USER" -> List.of(new ConfigChange.User(one(value)));
      case "EXPOSE" -> DockerfileWords.split(value).stream().flatMap(ChangeText::ports).toList();
      case "VOLUME" -> volumes(value);
      case "STOPSIGNAL" -> List.of(new ConfigChange.StopSignal(signal(one(value))));
      default ->
          throw new TypeConversionException(
              instruction
                  + " is none of ENV, LABEL, CMD, ENTRYPOINT, WORKDIR, USER, EXPOSE, VOLUME and"
                  + " STOPSIGNAL");
    };
  }

  /** Reads {@code KEY=VALUE...}, or the old form {@code KEY VALUE} with all of the rest. */
  private static List<ConfigChange> pairs(
      String text, BiFunction<String, String, ConfigChange> maker) {
    String[] old = text.split("\\s+", 2);
    if (old.length == 2 && old[0].indexOf('=') < 0 && !old[0].matches(".*[\"'\\\\].*")) {
      return List.of(maker.apply(old[0], DockerfileWords.unquoted(old[1])));
    }
    List<ConfigChange> changes = new ArrayList<>();
    for (String word : DockerfileWords.split(text)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new TypeConversionException("not NAME=VALUE: " + word);
      }
      changes.add(maker.apply(word.substring(0, equals), word.substring(equals + 1)));
    }
    return List.copyOf(changes);
  }

  private static Stream<ConfigChange> ports(String word) {
    Matcher form = PORTS.matcher(word);
    if (!form.matches()) {
      throw new TypeConversionException("not a port, as 80, 53/udp or 8000-8002 are: " + word);
    }
    int first = Integer.parseInt(form.group(1));
    int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
    if (first > last || last > LAST_PORT) {
      throw new TypeConversionException("not ports from 0 to " + LAST_PORT + ": " + word);
    }
    String protocol = form.group(3) == null ? "tcp" : form.group(3).toLowerCase(Locale.ROOT);
    return IntStream.rangeClosed(first, last)
        .mapToObj(port -> new ConfigChange.Expose(port + "/" + protocol));
  }

  private static List<ConfigChange> volumes(String text) {
    List<ConfigChange> volumes = new ArrayList<>();
    for (String path : DockerfileWords.array(text).orElseGet(() -> DockerfileWords.split(text))) {
      volumes.add(new ConfigChange.Volume(path));
    }
    return List.copyOf(volumes);
  }

  private static String one(String text) {
    List<String> words = DockerfileWords.split(text);
    if (words.size() != 1) {
      throw new TypeConversionException("not one word: " + text);
    }
    return words.get(0);
  }

  private static String signal(String word) {
    if (!SIGNAL.matcher(word).matches()) {
      throw new TypeConversionException("not a signal, as SIGTERM and 15 are: " + word);
    }
    return word;
  }

  /** Returns the words of a JSON array, or else has a shell take the text. */
  private static List<String> command(String text) {
    return DockerfileWords.array(text).orElseGet(() -> List.of("/bin/sh", "-c", text));
  }
}
