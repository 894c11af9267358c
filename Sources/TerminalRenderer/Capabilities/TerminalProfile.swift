/// How a terminal will be used: decided once, from facts and wishes, by plain rules.
struct TerminalProfile: Equatable {
  var depth: ColorDepth
  var asciiOnly: Bool
  var usesEncoder: Bool
  var dialect: EncoderDialect
  /// Whether it may be asked questions (kitty keyboard, synchronized output) without writing rubbish on the screen,
  /// and understands xterm's private modes and title sequences.
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
    // ncurses has no direct colour without a database entry made for it, and no more colours than its entry says.
    if !usesEncoder { depth = TerminalProfile.cursesDepth(depth, facts) }
    dialect = EncoderDialect(repeats: facts.rep.contains("b") && facts.rep.hasPrefix("%p1%c\u{1B}["))
  }

  /// For people.
  var summary: String {
    "\(depth), \(asciiOnly ? "ASCII" : "Unicode"), drawn by \(usesEncoder ? "our encoder" : "ncurses")"
  }

  /// Whether the entry describes what our encoder writes. A terminal that needs padding or has its own way of
  /// moving the cursor does not.
  private static func understandsECMA48(_ facts: TerminalFacts) -> Bool {
    facts.cup == "\u{1B}[%i%p1%d;%p2%dH" && facts.el == "\u{1B}[K"
      && (facts.colors == 0 || facts.setaf.hasPrefix("\u{1B}[3") || facts.setaf.hasPrefix("\u{1B}[%?"))
  }

  /// Consoles that write unknown sequences on the screen, or have no such thing as a title.
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
    // GNU screen hands COLORTERM on from the terminal around it, and does not understand such colours itself.
    let multiplexed = facts.name.hasPrefix("screen") || facts.name.hasPrefix("tmux")
    if facts.name.hasPrefix("screen"), facts.tmux == nil { return false }
    // tmux takes them always, and shows what the terminal around it can.
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
