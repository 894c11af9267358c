import CGameABI

/// Writes cells of a picture as SVG elements, in few bytes: everything of one colour is one path, with equal neighbours
/// joined.
struct SVGCells {
  static let width = 8
  static let height = 16

  let picture: CellBuffer
  /// Whether a cell is written. Its index is that in `picture.cells`.
  var isIncluded: (Int) -> Bool = { _ in true }
  /// The colour that is there already.
  var paper: UInt32?

  /// The whole image.
  var document: String {
    let paper = mostFrequentColor
    return SVGCells.opening(picture.size, paper: paper)
      + SVGCells(picture: picture, paper: paper).elements + "</svg>\n"
  }

  /// The start tag and the background.
  static func opening(_ size: CellSize, paper: UInt32) -> String {
    let (width, height) = (size.columns * Self.width, size.rows * Self.height)
    // The advance of most monospaced fonts is 0.6 of the size.
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
      + "height=\"\(height)\" shape-rendering=\"crispEdges\" font-family=\"monospace\" font-size=\"13.3\">\n"
      + "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(hex(paper))\"/>\n"
  }

  var elements: String {
    // A unit is half a cell's height, which is a cell's width.
    let halves = colorPaths(runs, "stroke")
    return (halves.isEmpty ? "" : "<g transform=\"scale(8)translate(0 .5)\">\n\(halves)</g>\n")
      + colorPaths(shapes, "fill") + SVGText(cells: self).elements
  }

  /// The colour of most half cells.
  var mostFrequentColor: UInt32 {
    var counts: [UInt32: Int] = [:]
    for half in 0..<(picture.size.rows * 2) {
      for column in 0..<picture.size.columns { counts[halfColor(column, half), default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }

  func includes(_ column: Int, _ row: Int) -> Bool { isIncluded(row * picture.size.columns + column) }

  // MARK: Colours of half cells

  /// The horizontal lines of each colour.
  private var runs: [UInt32: String] {
    var paths: [UInt32: String] = [:]
    for half in 0..<(picture.size.rows * 2) {
      var start = 0
      while start < picture.size.columns {
        guard includes(start, half / 2) else {
          start += 1
          continue
        }
        let color = halfColor(start, half)
        var end = start + 1
        while end < picture.size.columns, includes(end, half / 2), halfColor(end, half) == color { end += 1 }
        if color != paper { paths[color, default: ""] += "M\(start) \(half)h\(end - start)" }
        start = end
      }
    }
    return paths
  }

  private func halfColor(_ column: Int, _ half: Int) -> UInt32 {
    let cell = picture[column, half / 2]
    let isTop = half % 2 == 0
    return switch cell.glyph {
    case 0x2580: isTop ? cell.shownFore : cell.shownBack
    case 0x2584: isTop ? cell.shownBack : cell.shownFore
    case 0x2588: cell.shownFore
    // A shade is the mixture that it looks like.
    case 0x2591: Cell.middle(cell.shownBack, Cell.middle(cell.shownFore, cell.shownBack))
    case 0x2592: Cell.middle(cell.shownFore, cell.shownBack)
    case 0x2593: Cell.middle(cell.shownFore, Cell.middle(cell.shownFore, cell.shownBack))
    default: cell.shownBack
    }
  }

  // MARK: Other shapes

  /// The outlines of each colour: block elements other than halves, and underlines.
  private var shapes: [UInt32: String] {
    var paths: [UInt32: String] = [:]
    for (index, cell) in picture.cells.enumerated() where isIncluded(index) {
      let x = index % picture.size.columns * Self.width
      let y = index / picture.size.columns * Self.height
      if cell.style & CellStyleUnderline.rawValue != 0 {
        paths[cell.shownFore, default: ""] += "M\(x) \(y + 14)h8v1h-8z"
      }
      guard !cell.isHalfBlock, let shape = BlockShape(cell.glyph) else { continue }
      for part in shape.parts {
        // The parts are in 24ths of a cell's height.
        let top = SVGCells.number(Double(y) + Double(part.y) * 2 / 3)
        let height = SVGCells.number(Double(part.height) * 2 / 3)
        paths[cell.shownFore, default: ""] += "M\(x + part.x) \(top)h\(part.width)v\(height)h-\(part.width)z"
      }
    }
    return paths
  }

  private func colorPaths(_ paths: [UInt32: String], _ attribute: String) -> String {
    paths.sorted { $0.key < $1.key }.map {
      "<path \(attribute)=\"\(SVGCells.hex($0.key))\" d=\"\($0.value)\"/>\n"
    }
    .joined()
  }

  // MARK: Numbers

  /// Formats with at most two decimals.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
  }

  static func hex(_ color: UInt32) -> String {
    let digits = String(color & 0xFFFFFF, radix: 16)
    let all = Array(String(repeating: "0", count: 6 - digits.count) + digits)
    let isShort = all[0] == all[1] && all[2] == all[3] && all[4] == all[5]
    return "#" + (isShort ? String([all[0], all[2], all[4]]) : String(all))
  }
}

extension Cell {
  private var isReversed: Bool { style & CellStyleReverse.rawValue != 0 }
  private var ink: UInt32 {
    let color = fore == HOTLOOP_COLOR_DEFAULT ? 0xC8C8C8 : fore
    return style & CellStyleDim.rawValue == 0 ? color : Cell.middle(color, paper)
  }
  private var paper: UInt32 { back == HOTLOOP_COLOR_DEFAULT ? 0 : back }
  var shownFore: UInt32 { isReversed ? paper : ink }
  var shownBack: UInt32 { isReversed ? ink : paper }
  fileprivate var isHalfBlock: Bool { [0x2580, 0x2584, 0x2588].contains(glyph) }

  /// Whether the cell is drawn without a font.
  var isShape: Bool { (0x2591...0x2593).contains(glyph) || BlockShape(glyph) != nil }

  /// The average of two colours: also how terminals show dim text.
  fileprivate static func middle(_ a: UInt32, _ b: UInt32) -> UInt32 {
    (a & 0xFEFEFE) / 2 + (b & 0xFEFEFE) / 2
  }
}
