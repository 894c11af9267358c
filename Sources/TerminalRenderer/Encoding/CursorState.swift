/// The position of the terminal's cursor, as far as it is known, and the shortest movement to another one.
struct CursorState {
  /// Counted from 0; -1 if unknown.
  private(set) var row = -1
  private(set) var column = -1

  /// Notes that cells were written. After the last column, terminals differ in where the cursor is: only its row is known.
  mutating func advance(by cells: Int, width: Int) {
    column &+= cells
    if column >= width { column = -1 }
  }

  mutating func forgetColumn() { column = -1 }

  mutating func setHome() {
    row = 0
    column = 0
  }

  mutating func move(toRow newRow: Int, column newColumn: Int, output: inout ByteWriter) {
    output.reserve(ByteWriter.maxCellBytes)
    if newRow == row {
      moveInRow(newColumn, &output)
    } else if feedingIsShorter(toRow: newRow, column: newColumn) {
      // First within the row: a return also ends a pending wrap.
      moveInRow(newColumn, &output)
      // In raw mode a line feed moves straight down. It does not scroll, because the new row is on the screen.
      output.put(0x0A, times: newRow &- row)
    } else {
      output.putCSI()
      if newRow > 0 || newColumn > 0 { output.put(decimal: newRow &+ 1) }
      if newColumn > 0 {
        output.put(UInt8(ascii: ";"))
        output.put(decimal: newColumn &+ 1)
      }
      output.put(UInt8(ascii: "H"))
    }
    row = newRow
    column = newColumn
  }

  /// Whether line feeds and a movement within the row take fewer bytes than the absolute movement.
  private func feedingIsShorter(toRow newRow: Int, column newColumn: Int) -> Bool {
    guard row >= 0, newRow > row, newRow &- row <= 6, column >= 0 || newColumn == 0 else { return false }
    var absolute = 3 &+ ByteWriter.length(ofDecimal: newRow &+ 1)
    if newColumn > 0 { absolute &+= 1 &+ ByteWriter.length(ofDecimal: newColumn &+ 1) }
    return newRow &- row &+ costInRow(to: newColumn) < absolute
  }

  /// The size of a movement within the row, in bytes.
  func costInRow(to newColumn: Int) -> Int {
    if newColumn == column { return 0 }
    if newColumn == 0 { return 1 }
    let absolute = 3 &+ ByteWriter.length(ofDecimal: newColumn &+ 1)
    guard column >= 0 else { return absolute }
    let gap = newColumn &- column
    if gap < 0 { return min(absolute, -gap) }
    return gap == 1 ? 3 : min(absolute, 3 &+ ByteWriter.length(ofDecimal: gap))
  }

  private func moveInRow(_ newColumn: Int, _ output: inout ByteWriter) {
    if newColumn == column { return }
    if newColumn == 0 {
      output.put(0x0D)
      return
    }
    let gap = newColumn &- column
    let absoluteLength = ByteWriter.length(ofDecimal: newColumn &+ 1)
    if column >= 0, gap < 0, -gap <= 3 &+ absoluteLength {
      output.put(0x08, times: -gap)
      return
    }
    output.putCSI()
    if column >= 0, gap > 0, gap == 1 || ByteWriter.length(ofDecimal: gap) <= absoluteLength {
      if gap > 1 { output.put(decimal: gap) }
      output.put(UInt8(ascii: "C"))
    } else {
      output.put(decimal: newColumn &+ 1)
      output.put(UInt8(ascii: "G"))
    }
  }
}
