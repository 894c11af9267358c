import CGameABI
import Engine

/// The normal form of a cell: cells that look the same have the same one.
func look(_ cell: Cell) -> Cell {
  var cell = cell
  let shown = CellStyleUnderline.rawValue | CellStyleReverse.rawValue
  if (0x2580..<0x25A0).contains(cell.glyph) || (0x1FB00..<0x1FB3C).contains(cell.glyph) {
    // Block elements are shown neither bold nor italic, and a full block as a space on its colour.
    cell.style &= ~(CellStyleBold.rawValue | CellStyleItalic.rawValue)
    if cell.glyph == 0x2588, cell.style == 0, cell.fore != Cell.blank.fore {
      cell.glyph = 0x20
      cell.back = cell.fore
    }
  }
  if cell.glyph == 0x20, cell.style & shown == 0 {
    cell.fore = Cell.blank.fore
    cell.style = 0
  }
  if cell.glyph == 0x2584 {
    // A lower half block looks like an upper one with swapped colours.
    cell.glyph = 0x2580
    if cell.style & CellStyleReverse.rawValue == 0 {
      swap(&cell.fore, &cell.back)
    } else {
      cell.glyph = 0x2584
    }
  }
  return cell
}

/// The first cell in which two pictures look different; nil if they look the same.
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
