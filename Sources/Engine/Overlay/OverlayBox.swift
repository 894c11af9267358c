import CGameABI

/// A rectangle with a border, a title in its upper edge and a note in its lower one. Without colours, the border is what
/// separates it from the game.
struct OverlayBox {
  let column: Int
  let row: Int
  let columns: Int
  let rows: Int

  /// Columns and rows that the border and its margin take.
  static let frameColumns = 4
  static let frameRows = 2

  /// A box in the middle of the screen, as large as its content if there is room.
  init(contentColumns: Int, contentRows: Int, in size: CellSize) {
    columns = min(size.columns, contentColumns + Self.frameColumns)
    rows = min(size.rows, contentRows + Self.frameRows)
    column = (size.columns - columns) / 2
    row = (size.rows - rows) / 2
  }

  init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = columns
    self.rows = rows
  }

  /// Where the content is.
  var contentColumn: Int { column + 2 }
  var contentRow: Int { row + 1 }
  var contentColumns: Int { max(0, columns - Self.frameColumns) }
  var contentRows: Int { max(0, rows - Self.frameRows) }

  /// Draws the border and blanks the content.
  /// - Parameters:
  ///   - titleStyle: of the upper edge.
  ///   - note: at the right of the lower edge.
  func paint(
    title: String = "", note: String = "", style: CellAppearance, titleStyle: CellAppearance,
    on picture: inout CellBuffer
  ) {
    guard columns > 0, rows > 0 else { return }
    picture.fill(column: column, row: row, columns: columns, rows: rows, style: style)
    for y in row..<(row + rows) {
      picture.write("│", column: column, row: y, style: style)
      picture.write("│", column: column + columns - 1, row: y, style: style)
    }
    edge("└", "┘", note, atRight: true, row: row + rows - 1, style, on: &picture)
    edge("┌", "┐", title, atRight: false, row: row, titleStyle, on: &picture)
  }

  private func edge(
    _ left: String, _ right: String, _ text: String, atRight: Bool, row: Int, _ style: CellAppearance,
    on picture: inout CellBuffer
  ) {
    let line = left + String(repeating: "─", count: max(0, columns - 2)) + (columns > 1 ? right : "")
    picture.write(line, column: column, row: row, style: style)
    let room = columns - 6
    guard room > 0, !text.isEmpty else { return }
    let label = " " + text.truncated(toCells: room) + " "
    let start = atRight ? column + columns - 2 - label.cellWidth : column + 2
    picture.write(label, column: start, row: row, style: style)
  }

  /// Writes one line of the content, cut at the border.
  func write(
    _ text: String, line: Int, column offset: Int = 0, style: CellAppearance, on picture: inout CellBuffer
  ) {
    guard line < contentRows, offset < contentColumns else { return }
    picture.write(
      text.truncated(toCells: contentColumns - offset), column: contentColumn + offset,
      row: contentRow + line,
      style: style)
  }
}
