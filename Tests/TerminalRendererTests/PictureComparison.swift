import CGameABI
import Engine

/// What two cells must have in common to look the same, in one form.
func look(_ cell: Cell) -> Cell {
  var cell = cell
  let shown = CellStyleUnderline.rawValue | CellStyleReverse.rawValue
  if cell.glyph == 0x20, cell.style & shown == 0 {
    cell.fore = Cell.blank.fore
    cell.style = 0
  }
  if cell.glyph == 0x2584 {
    // The lower half in one colour is the upper half in the other.
    cell.glyph = 0x2580
    if cell.style & CellStyleReverse.rawValue == 0 {
      swap(&cell.fore, &cell.back)
    } else {
      cell.glyph = 0x2584
    }
  }
  return cell
}

/// Where two pictures look different; nil if nowhere.
func difference(_ expected: CellBuffer, _ found: CellBuffer) -> String? {
  guard expected.size == found.size else { return "sizes \(expected.size) and \(found.size)" }
  for row in 0..<expected.size.rows {
    for column in 0..<expected.size.columns {
      let (a, b) = (expected[column, row], found[column, row])
      if a.glyph == 0 && b.glyph == 0 { continue }
      if look(a) != look(b) { return "column \(column), row \(row): expected \(hex(a)), found \(hex(b))" }
    }
  }
  return nil
}

private func hex(_ cell: Cell) -> String {
  let colors = [cell.fore, cell.back].map { String($0, radix: 16) }
  return "U+\(String(cell.glyph, radix: 16)) fore \(colors[0]) back \(colors[1]) style \(cell.style)"
}
