import CNcurses
import Glibc

/// The inputs of `TerminalProfile`: the terminal's database entry or, if it has none, its answers to queries; the environment;
/// the locale.
struct TerminalFacts: Equatable {
  var name = ""
  /// The number of colours according to the database; 0 without colour.
  var colors = 0
  /// Whether the database entry has direct colour (`RGB`, or tmux's `Tc`).
  var directColor = false
  /// Cursor addressing, erasing and colours, as terminfo strings.
  var cup = ""
  var el = ""
  var setaf = ""
  var rep = ""
  /// The environment variables COLORTERM, NO_COLOR and TMUX; nil if unset.
  var colorterm: String?
  var noColor: String?
  var tmux: String?
  /// The character set of the locale: `nl_langinfo(CODESET)`.
  var codeset = ""

  init() {}

  /// Reads the database and the environment. A `CursesScreen` must exist.
  init(terminal name: String, environment: (String) -> String?) {
    self.name = name
    colors = TerminalDatabase.number("colors") ?? 0
    directColor =
      TerminalDatabase.flag("RGB") || TerminalDatabase.flag("Tc") || TerminalDatabase.number("RGB") != nil
    cup = TerminalDatabase.string("cup") ?? ""
    el = TerminalDatabase.string("el") ?? ""
    setaf = TerminalDatabase.string("setaf") ?? ""
    rep = TerminalDatabase.string("rep") ?? ""
    readSurroundings(environment)
  }

  /// Of a terminal that the database does not have: one that answers queries understands what xterm does.
  init(terminal name: String, answers: TerminalAnswers, environment: (String) -> String?) {
    self.name = name
    colors = 256
    directColor = answers.showsTrueColor || name.hasSuffix("-direct")
    cup = "\u{1B}[%i%p1%d;%p2%dH"
    el = "\u{1B}[K"
    setaf = "\u{1B}[38;5;%p1%dm"
    readSurroundings(environment)
  }

  private mutating func readSurroundings(_ environment: (String) -> String?) {
    colorterm = environment("COLORTERM")
    noColor = environment("NO_COLOR")
    tmux = environment("TMUX")
    codeset = unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) } ?? ""
  }
}
