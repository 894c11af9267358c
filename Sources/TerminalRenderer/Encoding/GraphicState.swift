import CGameABI

/// The terminal's current colours and attributes, and the shortest change to others (SGR).
struct GraphicState {
  private static let bold = CellStyleBold.rawValue
  private static let dim = CellStyleDim.rawValue
  private static let italic = CellStyleItalic.rawValue
  private static let underline = CellStyleUnderline.rawValue
  private static let reverse = CellStyleReverse.rawValue

  private(set) var fore = ColorCode.terminalDefault
  private(set) var back = ColorCode.terminalDefault
  private(set) var style: UInt32 = 0

  /// The state after SGR 0.
  static let plain = GraphicState()

  /// Changes to the attributes of a cell with as few bytes as possible.
  mutating func change(
    fore newFore: UInt32, back newBack: UInt32, style newStyle: UInt32, output: inout ByteWriter
  ) {
    if newFore == fore, newBack == back, newStyle == style { return }
    output.reserve(ByteWriter.maxCellBytes)
    output.putCSI()
    var first = true
    if resetIsShorter(fore: newFore, back: newBack, style: newStyle) {
      self = .plain
      // `ESC [ m` says 0 without a digit.
      if newFore != ColorCode.terminalDefault || newBack != ColorCode.terminalDefault || newStyle != 0 {
        emitNumber(0, &first, &output)
      }
    }
    if newStyle != style { emitStyle(newStyle, &first, &output) }
    if newFore != fore { emitColor(newFore, base: 30, &first, &output) }
    if newBack != back { emitColor(newBack, base: 40, &first, &output) }
    output.put(UInt8(ascii: "m"))
    fore = newFore
    back = newBack
    style = newStyle
  }

  /// Whether a reset and all attributes take fewer bytes than changing those that differ.
  private func resetIsShorter(fore newFore: UInt32, back newBack: UInt32, style newStyle: UInt32) -> Bool {
    var change = GraphicState.colorCost(newFore, from: fore, base: 39)
    change &+= GraphicState.colorCost(newBack, from: back, base: 49)
    change &+= styleCost(newStyle)
    var reset = 2 &+ GraphicState.colorCost(newFore, from: ColorCode.terminalDefault, base: 39)
    reset &+= GraphicState.colorCost(newBack, from: ColorCode.terminalDefault, base: 49)
    reset &+= 2 &* newStyle.nonzeroBitCount
    // `ESC [ m` says 0 without a digit.
    if reset == 2 { reset = 1 }
    return reset < change
  }

  /// The size of changing one colour, in bytes, with the separator.
  static func colorCost(_ new: UInt32, from old: UInt32, base: Int) -> Int {
    if new == old { return 0 }
    if new == ColorCode.terminalDefault { return 3 }
    if ColorCode.isIndexed(new) {
      let index = Int(new & 0xFF)
      if index < 8 { return 3 }
      if index < 16 { return base == 49 ? 4 : 3 }
      return 6 &+ ByteWriter.length(ofDecimal: index)
    }
    let red = ByteWriter.length(ofDecimal: Int(new >> 16 & 0xFF))
    let green = ByteWriter.length(ofDecimal: Int(new >> 8 & 0xFF))
    return 8 &+ red &+ green &+ ByteWriter.length(ofDecimal: Int(new & 0xFF))
  }

  private func styleCost(_ new: UInt32) -> Int {
    if new == style { return 0 }
    var on = new & ~style
    let off = style & ~new
    var cost = 0
    if off & (GraphicState.bold | GraphicState.dim) != 0 {
      cost &+= 3
      on |= new & (GraphicState.bold | GraphicState.dim)
    }
    cost &+= 3 &* (off & ~(GraphicState.bold | GraphicState.dim)).nonzeroBitCount
    return cost &+ 2 &* on.nonzeroBitCount
  }

  private func emitStyle(_ new: UInt32, _ first: inout Bool, _ output: inout ByteWriter) {
    var on = new & ~style
    let off = style & ~new
    if off & (GraphicState.bold | GraphicState.dim) != 0 {
      // 22 ends bold and dim together.
      emitNumber(22, &first, &output)
      on |= new & (GraphicState.bold | GraphicState.dim)
    }
    if off & GraphicState.italic != 0 { emitNumber(23, &first, &output) }
    if off & GraphicState.underline != 0 { emitNumber(24, &first, &output) }
    if off & GraphicState.reverse != 0 { emitNumber(27, &first, &output) }
    if on & GraphicState.bold != 0 { emitNumber(1, &first, &output) }
    if on & GraphicState.dim != 0 { emitNumber(2, &first, &output) }
    if on & GraphicState.italic != 0 { emitNumber(3, &first, &output) }
    if on & GraphicState.underline != 0 { emitNumber(4, &first, &output) }
    if on & GraphicState.reverse != 0 { emitNumber(7, &first, &output) }
  }

  private func emitColor(_ new: UInt32, base: Int, _ first: inout Bool, _ output: inout ByteWriter) {
    if new == ColorCode.terminalDefault {
      emitNumber(base &+ 9, &first, &output)
      return
    }
    if ColorCode.isIndexed(new) {
      let index = Int(new & 0xFF)
      if index < 8 {
        emitNumber(base &+ index, &first, &output)
      } else if index < 16 {
        emitNumber(base &+ 60 &+ index &- 8, &first, &output)
      } else {
        emitNumber(base &+ 8, &first, &output)
        output.put(UInt8(ascii: ";"))
        output.put(UInt8(ascii: "5"))
        output.put(UInt8(ascii: ";"))
        output.put(byteDecimal: index)
      }
      return
    }
    emitNumber(base &+ 8, &first, &output)
    output.put(UInt8(ascii: ";"))
    output.put(UInt8(ascii: "2"))
    output.put(UInt8(ascii: ";"))
    output.put(byteDecimal: Int(new >> 16 & 0xFF))
    output.put(UInt8(ascii: ";"))
    output.put(byteDecimal: Int(new >> 8 & 0xFF))
    output.put(UInt8(ascii: ";"))
    output.put(byteDecimal: Int(new & 0xFF))
  }

  private func emitNumber(_ number: Int, _ first: inout Bool, _ output: inout ByteWriter) {
    if !first { output.put(UInt8(ascii: ";")) }
    first = false
    output.put(byteDecimal: number)
  }
}
