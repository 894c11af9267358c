/// The user's options for the terminal. By default everything follows from the terminal itself.
public struct TerminalOptions: Equatable, Sendable {
  /// The number of colours.
  public enum Color: String, CaseIterable, Sendable {
    case auto, truecolor
    case indexed256 = "256"
    case indexed16 = "16"
    case mono
  }

  /// The characters that may be written.
  public enum Glyphs: String, CaseIterable, Sendable {
    case auto, unicode, ascii
  }

  /// The painter that turns pictures into bytes.
  public enum Drawing: String, CaseIterable, Sendable {
    /// Our own encoder if the terminal is known to understand it, else ncurses.
    case auto
    case encoder = "own"
    case curses = "ncurses"
  }

  public var color: Color
  public var glyphs: Glyphs
  public var drawing: Drawing
  /// The window's title while the terminal is in use. Empty does not change it.
  public var title: String
  /// Whether the mouse is reported to us. The terminal's own selection then needs its modifier (usually shift).
  public var mouse: Bool

  public init(
    color: Color = .auto, glyphs: Glyphs = .auto, drawing: Drawing = .auto, title: String = "",
    mouse: Bool = true
  ) {
    self.color = color
    self.glyphs = glyphs
    self.drawing = drawing
    self.title = title
    self.mouse = mouse
  }
}
