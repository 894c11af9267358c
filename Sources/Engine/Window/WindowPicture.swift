import CGameABI

/// The picture of an attached window on its way from the host: the rows that have changed, as JSON.
///
/// A row is a list of runs: a text with one scalar for each cell (U+0000 for the right half of a wide character), the two colours
/// and the style bits, as in a `Cell`.
public enum WindowPicture {
  /// - Parameter last: what was sent before; nil, or another size, sends everything.
  /// - Returns: nil if nothing has changed.
  public static func changes(from last: CellBuffer?, to picture: CellBuffer, page: WindowPage) -> JSONValue? {
    let columns = picture.size.columns
    let isNew = last?.size != picture.size
    var lines: [JSONValue] = []
    for row in 0..<picture.size.rows {
      let range = row * columns..<(row + 1) * columns
      if !isNew, let last, picture.cells[range] == last.cells[range] { continue }
      lines.append(["row": .integer(Int64(row)), "runs": .array(runs(picture.cells[range]))])
    }
    guard isNew || !lines.isEmpty else { return nil }
    return [
      "columns": .integer(Int64(columns)), "rows": .integer(Int64(picture.size.rows)),
      "page": .string(page.rawValue), "lines": .array(lines),
    ]
  }

  private static func runs(_ cells: ArraySlice<Cell>) -> [JSONValue] {
    var runs: [JSONValue] = []
    var start = cells.startIndex
    while start < cells.endIndex {
      let first = cells[start]
      let end =
        cells[start...].firstIndex {
          $0.fore != first.fore || $0.back != first.back || $0.style != first.style
        } ?? cells.endIndex
      var text = String.UnicodeScalarView()
      for cell in cells[start..<end] { text.append(cell.shownScalar ?? "\0") }
      runs.append([
        .string(String(text)), .unsigned(UInt64(first.fore)), .unsigned(UInt64(first.back)),
        .unsigned(UInt64(first.style)),
      ])
      start = end
    }
    return runs
  }

  /// Applies what `changes` made.
  /// - Returns: the page, or nil if the message is none of these.
  public static func apply(_ message: JSONValue, to picture: inout CellBuffer) -> WindowPage? {
    guard let columns = message["columns"]?.integer, let rows = message["rows"]?.integer,
      let size = CellSize(text: "\(columns)x\(rows)"), let lines = message["lines"]?.array,
      let page = message["page"]?.string.flatMap(WindowPage.init)
    else { return nil }
    if picture.size != size { picture.resize(to: size) }
    for line in lines {
      guard let row = line["row"]?.integer, let runs = line["runs"]?.array else { return nil }
      var column = 0
      for run in runs {
        guard let parts = run.array, parts.count == 4, let text = parts[0].string,
          let fore = parts[1].color, let back = parts[2].color, let style = parts[3].color
        else { return nil }
        for scalar in text.unicodeScalars {
          picture[column, row] = Cell(glyph: scalar.value, fore: fore, back: back, style: style)
          column += 1
        }
      }
    }
    return page
  }
}

extension JSONValue {
  fileprivate var color: UInt32? { integer.flatMap { UInt32(exactly: $0) } }
}
