import CGameABI
import Engine

/// Shows how pictures look on a terminal with few colours or characters: for files.
public struct TerminalLook: Equatable, Sendable {
  /// `auto` is true colour.
  public var color: TerminalOptions.Color
  /// `auto` is Unicode.
  public var glyphs: TerminalOptions.Glyphs

  public init(color: TerminalOptions.Color = .auto, glyphs: TerminalOptions.Glyphs = .auto) {
    self.color = color
    self.glyphs = glyphs
  }

  /// The picture in the characters and colours that the terminal would show, with xterm's palette. In true colour and
  /// Unicode it is the picture itself.
  public func picture(_ picture: CellBuffer) -> CellBuffer {
    if color.depth == .truecolor, glyphs != .ascii { return picture }
    let translator = CellTranslator(depth: color.depth, asciiOnly: glyphs == .ascii)
    let columns = picture.size.columns
    var result = CellBuffer(size: picture.size)
    unsafe result.withUnsafeMutableCells { target in
      unsafe picture.cells.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for row in 0..<picture.size.rows {
          unsafe translator.translate(from + row * columns, into: to + row * columns, count: columns)
        }
      }
      for index in target.indices {
        unsafe target[index].fore = ColorCode.rgb(target[index].fore)
        unsafe target[index].back = ColorCode.rgb(target[index].back)
      }
    }
    return result
  }
}

extension TerminalOptions.Color {
  /// The number of colours; `auto` is true colour.
  var depth: ColorDepth {
    switch self {
    case .auto, .truecolor: .truecolor
    case .indexed256: .indexed256
    case .indexed16: .indexed16
    case .mono: .mono
    }
  }
}
