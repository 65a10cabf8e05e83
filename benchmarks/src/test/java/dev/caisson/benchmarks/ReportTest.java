package dev.caisson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class ReportTest {

  private static final BarChart CHART =
      new BarChart(
          "a < b", List.of(new BarChart.Bar("x & y", 5, 4, 9), new BarChart.Bar("z", 900, 1, 999)));

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void table_isMarkdown() {
    Table table = new Table("who", List.of("ms"), List.of(new Table.Row("a|b", List.of("1"))));
    assertThat(table.markdown()).isEqualTo("| who | ms |\n| --- | ---: |\n| a\\|b | 1 |\n");
  }

  @Test
  void emptyTable_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table("who", List.of("ms"), List.of()));
  }

  @Test
  void rowOfOtherColumns_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table("who", List.of(), List.of(new Table.Row("a", List.of("1")))));
  }

  @Test
  void figures_haveThreeDigitsThatCount() {
    assertThat(Figure.digits(0.01234)).isEqualTo("0.012");
    assertThat(Figure.digits(1.234)).isEqualTo("1.23");
    assertThat(Figure.digits(9.996)).isEqualTo("10.0");
    assertThat(Figure.digits(99.96)).isEqualTo("100");
    assertThat(Figure.digits(12_345)).isEqualTo("12345");
    assertThat(Figure.digits(0)).isEqualTo("0.00");
    assertThat(Figure.plain(0.01)).isEqualTo("0.01");
    assertThat(Figure.plain(1000)).isEqualTo("1000");
  }

  @Test
  void chart_isWellFormedAndHasTheBars() throws Exception {
    Document svg = parse(BarChart.svg(List.of(CHART, CHART)));
    assertThat(svg.getDocumentElement().getAttribute("height"))
        .isEqualTo(Integer.toString(2 * CHART.height()));
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + 2 * 2);
    assertThat(svg.getDocumentElement().getTextContent()).contains("a < b", "x & y");
  }

  @Test
  void barLengths_areLogarithmic() throws Exception {
    BarChart decades =
        new BarChart(
            "t", List.of(new BarChart.Bar("a", 10, 1, 10), new BarChart.Bar("b", 100, 100, 1000)));
    var rects = parse(BarChart.svg(List.of(decades))).getElementsByTagName("rect");
    double ten =
        Double.parseDouble(rects.item(1).getAttributes().getNamedItem("width").getNodeValue());
    double hundred =
        Double.parseDouble(rects.item(2).getAttributes().getNamedItem("width").getNodeValue());
    assertThat(hundred).isEqualTo(2 * ten);
  }

  @Test
  void barThatIsNotPositive_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BarChart.Bar("a", 0, 0, 1));
  }

  @Test
  void report_isWrittenWithItsErrors(@TempDir Path folder) throws IOException {
    Report report = new Report(new PrintStream(OutputStream.nullOutputStream()));
    report.heading(2, "Title");
    report.warnings(List.of("noise"));
    assertThat(report.hasErrors()).isFalse();
    report.error("crun failed\nbadly\n");
    report.write(folder);
    assertThat(report.hasErrors()).isTrue();
    assertThat(Files.readString(folder.resolve("compare.md")))
        .isEqualTo("## Title\n\n- Unsafe: noise\n\n**Error:** crun failed; badly\n\n");
    assertThat(folder.resolve("compare.svg")).doesNotExist();
  }
}
