/// How a terminal is used: decided once, from its facts and the user's options.
struct TerminalProfile: Equatable {
  var depth: ColorDepth
  var asciiOnly: Bool
  var usesEncoder: Bool
  var dialect: EncoderDialect
  /// Whether the terminal understands xterm's private modes and titles, and ignores queries that it does not know (kitty
  /// keyboard, synchronized output) instead of showing them.
  var isXtermLike: Bool

  init(facts: TerminalFacts, options: TerminalOptions) {
    let known = TerminalProfile.understandsECMA48(facts)
    usesEncoder = options.drawing == .encoder || (options.drawing == .auto && known)
    isXtermLike = known && !TerminalProfile.isPlainConsole(facts.name)
    asciiOnly =
      switch options.glyphs {
      case .ascii: true
      case .unicode: false
      case .auto: !TerminalProfile.isUTF8(facts.codeset)
      }
    depth = TerminalProfile.depth(facts, options.color)
    // ncurses has the colours of the database entry: no others, and no direct colour without a special entry.
    if !usesEncoder { depth = TerminalProfile.cursesDepth(depth, facts) }
    dialect = EncoderDialect(repeats: facts.rep.contains("b") && facts.rep.hasPrefix("%p1%c\u{1B}["))
  }

  /// For `doctor` and the log.
  var summary: String {
    "\(depth), \(asciiOnly ? "ASCII" : "Unicode"), drawn by \(usesEncoder ? "our encoder" : "ncurses")"
  }

  /// Whether the terminal understands the sequences of our encoder, by its database entry. Not so with padding or other
  /// cursor movements.
  private static func understandsECMA48(_ facts: TerminalFacts) -> Bool {
    facts.cup == "\u{1B}[%i%p1%d;%p2%dH" && facts.el == "\u{1B}[K"
      && (facts.colors == 0 || facts.setaf.hasPrefix("\u{1B}[3") || facts.setaf.hasPrefix("\u{1B}[%?"))
  }

  /// Consoles that show unknown sequences as text or have no title.
  private static func isPlainConsole(_ name: String) -> Bool {
    let consoles = ["linux", "vt", "ansi", "cons25", "cygwin", "mach", "hurd", "pcansi", "sun", "wsvt"]
    return consoles.contains { name.hasPrefix($0) && !name.hasPrefix("vte") }
  }

  static func isUTF8(_ codeset: String) -> Bool {
    let name = codeset.uppercased()
    return name == "UTF-8" || name == "UTF8"
  }

  private static func depth(_ facts: TerminalFacts, _ wish: TerminalOptions.Color) -> ColorDepth {
    switch wish {
    case .truecolor: return .truecolor
    case .indexed256: return .indexed256
    case .indexed16: return .indexed16
    case .mono: return .mono
    case .auto: break
    }
    // https://no-color.org: present and not empty.
    if let noColor = facts.noColor, !noColor.isEmpty { return .mono }
    if showsTrueColor(facts) { return .truecolor }
    if facts.colors >= 256 || facts.name.contains("256color") { return .indexed256 }
    return facts.colors >= 8 ? .indexed16 : .mono
  }

  private static func showsTrueColor(_ facts: TerminalFacts) -> Bool {
    // GNU screen inherits COLORTERM from the terminal around it, but has no true colour itself.
    let multiplexed = facts.name.hasPrefix("screen") || facts.name.hasPrefix("tmux")
    if facts.name.hasPrefix("screen"), facts.tmux == nil { return false }
    // tmux always accepts true colour and converts it to what the terminal around it has.
    if multiplexed, facts.tmux != nil { return true }
    if facts.directColor { return true }
    return facts.colorterm == "truecolor" || facts.colorterm == "24bit"
  }

  private static func cursesDepth(_ depth: ColorDepth, _ facts: TerminalFacts) -> ColorDepth {
    if depth == .mono || facts.colors < 8 { return .mono }
    if facts.colors < 16 { return .indexed8 }
    if facts.colors < 256 || depth == .indexed16 { return .indexed16 }
    return .indexed256
  }
}
