package dev.caisson.benchmarks;

import java.util.Collections;
import java.util.List;

/**
 * A table of figures.
 *
 * @param corner what the rows are
 */
record Table(String corner, List<String> columns, List<Row> rows) {

  /** A row: as many cells as there are columns. */
  record Row(String name, List<String> cells) {

    Row {
      cells = List.copyOf(cells);
    }

    private String markdown() {
      return "| " + escape(name) + " | " + String.join(" | ", cells) + " |\n";
    }
  }

  /**
   * Checks that there is something in it.
   *
   * @throws IllegalArgumentException if there are no rows, or one has other columns
   */
  Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a table without rows: " + corner);
    }
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(row + " is not of columns " + columns);
      }
    }
  }

  String markdown() {
    StringBuilder text = new StringBuilder(new Row(corner, columns).markdown());
    text.append("| --- |");
    Collections.nCopies(columns.size(), " ---: |").forEach(text::append);
    text.append('\n');
    rows.forEach(row -> text.append(row.markdown()));
    return text.toString();
  }

  private static String escape(String text) {
    return text.replace("|", "\\|");
  }
}
