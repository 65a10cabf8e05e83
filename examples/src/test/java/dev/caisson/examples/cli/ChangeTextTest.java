package dev.caisson.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The grammar of a Dockerfile, in one instruction. */
final class ChangeTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '%',
      value = {
        "ENV A=1 B=\"two words\"|ENV A=1;ENV B=two words",
        "env Q=\"quoted\"|ENV Q=quoted",
        "ENV A='$X \"' B=a\\ b C=|ENV A=$X \";ENV B=a b;ENV C=",
        "ENV A=\"a\\\"b\\$c\\n\"|ENV A=a\"b$c\\n",
        "ENV A=b=c D=5$|ENV A=b=c;ENV D=5$",
        "ENV DEBUG very true|ENV DEBUG=very true",
        "LABEL a=1 \"b c\"=2|LABEL a=1;LABEL b c=2",
        "VOLUME /a /b|VOLUME /a;VOLUME /b",
        "VOLUME [\"/a b\", \"/c\"]|VOLUME /a b;VOLUME /c",
        "EXPOSE 80 53/UDP|EXPOSE 80/tcp;EXPOSE 53/udp",
        "EXPOSE 8000-8002/sctp|EXPOSE 8000/sctp;EXPOSE 8001/sctp;EXPOSE 8002/sctp",
        "USER a:b|USER a:b",
        "WORKDIR \"/a b\"|WORKDIR /a b",
        "STOPSIGNAL SIGRTMIN+3|STOPSIGNAL SIGRTMIN+3",
        "CMD [\"a\", \"b c\"]|CMD [a, b c]",
        "ENTRYPOINT exec $A  'b'|ENTRYPOINT [/bin/sh, -c, exec $A  'b']",
      })
  void instruction_inDockersGrammar_isUnderstood(String text, String changes) {
    assertThat(
            new ChangeText()
                .convert(text).all().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(";")))
        .isEqualTo(changes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENV",
        "ENV A",
        "ENV A=1 B",
        "ENV =1",
        "ENV A=\"1",
        "ENV A='1",
        "ENV A=1\\",
        "ENV A=$B",
        "ENV A=\"${B}\"",
        "ENV A $B",
        "LABEL a=1 b",
        "VOLUME a",
        "VOLUME [1",
        "EXPOSE 70000",
        "EXPOSE 9-8",
        "EXPOSE 80/foo",
        "EXPOSE a",
        "USER a b",
        "STOPSIGNAL sig term",
        "STOPSIGNAL 'a b'",
        "WORKDIR relative",
        "CMD [\"a\"",
        "CMD [null]",
        "RUN x",
      })
  void instruction_thatIsNotUnderstood_isRefused(String text) {
    assertThatThrownBy(() -> new ChangeText().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }
}
