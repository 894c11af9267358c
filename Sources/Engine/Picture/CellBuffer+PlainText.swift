import CGameABI

extension CellBuffer {
  /// The picture as text without colours, one line per row: the plain-text screenshot.
  ///
  /// Characters are shown as they are. Shapes that only colours draw become half and full blocks: each half of a space or of
  /// a half block counts as lit if its colour stands out from the ground, the colour that covers most of the picture. A
  /// ground that is dark, or has faint patterns, thus stays blank. Spaces in a run of one background that also contains
  /// text, such as those of a title bar, stay spaces.
  public var text: String {
    let painter = PlainText(self)
    var result = ""
    result.reserveCapacity(cells.count + size.rows)
    for row in 0..<size.rows {
      result.unicodeScalars.append(contentsOf: painter.line(row))
      result.append("\n")
    }
    return result
  }
}

/// Decides which halves of cells are lit.
private struct PlainText {
  /// The contrast (WCAG 2, from 1 to 21) to the ground from which a colour counts as lit. Lines and large shapes are
  /// legible from 3 on.
  private static let litContrast = 3.0
  /// What terminals commonly show as their default colours.
  private static let defaultFore: UInt32 = 0xC8C8C8
  private static let defaultBack: UInt32 = 0x000000

  private let picture: CellBuffer
  private let groundLuminance: Double

  init(_ picture: CellBuffer) {
    self.picture = picture
    var areas: [UInt32: Int] = [:]
    for cell in picture.cells {
      let halves = Self.halves(cell) ?? (Self.colors(cell).back, Self.colors(cell).back)
      areas[halves.upper, default: 0] += 1
      areas[halves.lower, default: 0] += 1
    }
    // Of equal areas the darker number, so that the result does not depend on the order of a dictionary.
    let ground = areas.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? Self.defaultBack
    groundLuminance = Self.luminance(ground)
  }

  func line(_ row: Int) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var column = 0
    while column < picture.size.columns {
      let end = endOfRun(row, from: column)
      let hasText = (column..<end).contains { Self.isText(picture[$0, row]) }
      for column in column..<end {
        let cell = picture[column, row]
        guard let shown = cell.shownScalar else { continue }
        scalars.append(shown == " " && hasText ? " " : block(cell) ?? shown)
      }
      column = end
    }
    return scalars
  }

  /// The end of the cells with the same background.
  private func endOfRun(_ row: Int, from start: Int) -> Int {
    let back = Self.colors(picture[start, row]).back
    return (start..<picture.size.columns).first { Self.colors(picture[$0, row]).back != back }
      ?? picture.size.columns
  }

  /// Nil for a character that is shown as it is.
  private func block(_ cell: Cell) -> Unicode.Scalar? {
    guard let halves = Self.halves(cell) else { return nil }
    switch (isLit(halves.upper), isLit(halves.lower)) {
    case (true, true): return "█"
    case (true, false): return "▀"
    case (false, true): return "▄"
    case (false, false): return " "
    }
  }

  private func isLit(_ color: UInt32) -> Bool {
    let luminance = Self.luminance(color)
    let (light, dark) = (max(luminance, groundLuminance), min(luminance, groundLuminance))
    return (light + 0.05) / (dark + 0.05) >= Self.litContrast
  }

  // MARK: Cells

  private static func isText(_ cell: Cell) -> Bool {
    cell.shownScalar.map { $0 != " " && BlockShape($0.value) == nil } ?? true
  }

  /// The colours of the two halves, if the cell has no other shape.
  private static func halves(_ cell: Cell) -> (upper: UInt32, lower: UInt32)? {
    let (fore, back) = colors(cell)
    switch cell.shownScalar {
    case " ": return (back, back)
    case "▀": return (fore, back)
    case "▄": return (back, fore)
    case "█": return (fore, fore)
    case let shape? where fore == back && BlockShape(shape.value) != nil: return (fore, fore)
    default: return nil
    }
  }

  private static func colors(_ cell: Cell) -> (fore: UInt32, back: UInt32) {
    let fore = cell.fore > 0xFF_FFFF ? defaultFore : cell.fore
    let back = cell.back > 0xFF_FFFF ? defaultBack : cell.back
    return cell.style & CellStyleReverse.rawValue == 0 ? (fore, back) : (back, fore)
  }

  /// Relative luminance (WCAG 2), 0...1, with the gamma rounded to 2.
  private static func luminance(_ color: UInt32) -> Double {
    func channel(_ shift: UInt32) -> Double {
      let value = Double(color >> shift & 0xFF) / 255
      return value * value
    }
    return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
  }
}
