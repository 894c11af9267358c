/// What a terminal answered to queries. For terminals without an entry in the database.
struct TerminalAnswers: Equatable {
  /// Whether it has kitty's keyboard protocol.
  var hasKittyKeyboard = false
  /// Name and version (XTVERSION), such as `WezTerm 20240203`; nil if it does not tell.
  var version: String?

  /// Ends with the query (DA1) that every terminal answers.
  static let queries = Array("\u{1B}[>0q\u{1B}[?u\u{1B}[c".utf8)

  /// Whether it is a terminal of which every version shows true colour: all that have kitty's protocol, and some more.
  var showsTrueColor: Bool {
    let names = ["kitty", "ghostty", "wezterm", "foot", "alacritty", "contour", "iterm2", "konsole", "rio"]
    let version = version?.lowercased() ?? ""
    return hasKittyKeyboard || names.contains(where: version.hasPrefix)
  }
}
