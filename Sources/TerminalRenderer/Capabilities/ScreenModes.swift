/// The bytes that take a terminal over and give it back, as far as ncurses does not know them.
struct ScreenModes {
  var isXtermLike: Bool
  var mouse: Bool
  /// Already cleaned; empty for none.
  var title: String

  init(profile: TerminalProfile, options: TerminalOptions) {
    isXtermLike = profile.isXtermLike
    mouse = options.mouse
    title = ScreenModes.cleaned(options.title)
  }

  /// Sent after ncurses' own beginning.
  var enter: [UInt8] {
    guard isXtermLike else { return [] }
    var text = "\u{1B}[?7l"  // no wrapping at the last column
    text += "\u{1B}[?2004h\u{1B}[?1004h"  // bracketed paste, focus
    if mouse { text += "\u{1B}[?1003h\u{1B}[?1006h" }  // any motion, SGR coordinates
    if !title.isEmpty { text += "\u{1B}[22;0t\u{1B}]2;\(title)\u{07}" }
    return Array(text.utf8)
  }

  /// Sent before ncurses' own ending. Every part is harmless where the mode was not on.
  func leave(kittyPushed: Bool) -> [UInt8] {
    guard isXtermLike else { return Array("\u{1B}[m".utf8) }
    var text = ""
    if kittyPushed { text += ScreenModes.popKittyFlags }
    text += "\u{1B}[?2026l"
    if mouse { text += "\u{1B}[?1006l\u{1B}[?1003l" }
    text += "\u{1B}[?1004l\u{1B}[?2004l\u{1B}[?7h\u{1B}[m"
    if !title.isEmpty { text += "\u{1B}[23;0t" }
    return Array(text.utf8)
  }

  /// Asks for the kitty keyboard flags and for synchronized output. Every terminal answers the last question
  /// (DA1), so that its answer ends the waiting.
  var questions: [UInt8] {
    isXtermLike ? Array("\u{1B}[?u\u{1B}[?2026$p\u{1B}[c".utf8) : []
  }

  /// Flags: 1 disambiguate, 2 event types, 4 alternate keys, 8 all keys as sequences, 16 associated text.
  /// Without 8, a letter's release would not be told.
  static let pushKittyFlags = "\u{1B}[>31u\u{1B}[?u"
  static let popKittyFlags = "\u{1B}[<u"
  static let kittyFlagsForReleases = 2 | 8

  /// A title without control characters (it would end there, or do something) and of sensible length.
  private static func cleaned(_ title: String) -> String {
    let scalars = title.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.prefix(200))
    return String(text)
  }
}
