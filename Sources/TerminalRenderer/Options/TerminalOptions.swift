/// What the user may decide about the terminal. Everything defaults to what the terminal itself says.
public struct TerminalOptions: Equatable, Sendable {
  /// How many colours to use.
  public enum Color: String, CaseIterable, Sendable {
    case auto, truecolor
    case indexed256 = "256"
    case indexed16 = "16"
    case mono
  }

  /// Which characters may be written.
  public enum Glyphs: String, CaseIterable, Sendable {
    case auto, unicode, ascii
  }

  /// Who turns pictures into bytes.
  public enum Drawing: String, CaseIterable, Sendable {
    /// Our own encoder where the terminal is known to understand it, else ncurses.
    case auto
    case encoder = "own"
    case curses = "ncurses"
  }

  public var color: Color
  public var glyphs: Glyphs
  public var drawing: Drawing
  /// The window's title while the terminal is ours; empty leaves it alone.
  public var title: String
  /// Whether the mouse is asked for. While it is, selecting text takes the terminal's own modifier (shift).
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
