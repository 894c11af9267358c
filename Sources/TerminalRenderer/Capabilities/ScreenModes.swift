/// The modes that are set while we own the terminal, beyond those that ncurses sets, and the bytes that set and reset them.
struct ScreenModes {
  var isXtermLike: Bool
  var mouse: Bool
  /// Without control characters. Empty leaves the window's title alone.
  private(set) var title: String

  init(profile: TerminalProfile, options: TerminalOptions) {
    isXtermLike = profile.isXtermLike
    mouse = options.mouse
    title = ScreenModes.cleaned(options.title)
  }

  /// Sent after ncurses' own bytes.
  var enter: [UInt8] {
    guard isXtermLike else { return [] }
    var text = "\u{1B}[?7l"  // no wrapping at the last column
    text += "\u{1B}[?2004h\u{1B}[?1004h"  // bracketed paste, focus
    if mouse { text += "\u{1B}[?1003h\u{1B}[?1006h" }  // any motion, SGR coordinates
    if !title.isEmpty { text += "\u{1B}[22;0t" + titleSequence }
    return Array(text.utf8)
  }

  private var titleSequence: String { "\u{1B}]2;\(title)\u{07}" }

  /// The bytes that replace the title. A window whose title is left alone stays without one of ours: it would not be
  /// restored at the end.
  mutating func change(title new: String) -> [UInt8] {
    let new = ScreenModes.cleaned(new)
    guard !title.isEmpty, !new.isEmpty, new != title else { return [] }
    title = new
    return isXtermLike ? Array(titleSequence.utf8) : []
  }

  /// Sent before ncurses' own bytes. Resetting a mode that is not set has no effect.
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

  /// Queries the kitty keyboard flags and synchronized output. The last query (DA1) is one that every terminal answers:
  /// after its answer there are no others to wait for.
  var queries: [UInt8] {
    isXtermLike ? Array("\u{1B}[?u\u{1B}[?2026$p\u{1B}[c".utf8) : []
  }

  /// Flags: 1 disambiguate, 2 event types, 4 alternate keys, 8 all keys as sequences, 16 associated text.
  /// Flag 8 is needed for the releases of letters.
  static let pushKittyFlags = "\u{1B}[>31u\u{1B}[?u"
  static let popKittyFlags = "\u{1B}[<u"
  static let kittyFlagsForReleases = 2 | 8

  /// Removes control characters, which could end the title or start a sequence, and limits the length.
  private static func cleaned(_ title: String) -> String {
    let scalars = title.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.prefix(200))
    return String(text)
  }
}
