import CNcurses
import Glibc

/// What is known of a terminal before anything is sent to it: its database entry, the environment, the locale.
struct TerminalFacts: Equatable {
  var name = ""
  /// Colours according to the database; 0 for none.
  var colors = 0
  /// Whether the database promises direct colour (`RGB`, or `Tc`, tmux's word for it).
  var directColor = false
  /// Cursor addressing, erasing and colours, as terminfo strings.
  var cup = ""
  var el = ""
  var setaf = ""
  var rep = ""
  /// COLORTERM, NO_COLOR, TMUX of the environment; nil where unset.
  var colorterm: String?
  var noColor: String?
  var tmux: String?
  /// The character set of the locale, as nl_langinfo(CODESET) gives it.
  var codeset = ""

  init() {}

  /// Asks the database and the environment. A `CursesScreen` must exist.
  init(terminal name: String, environment: (String) -> String?) {
    self.name = name
    colors = TerminalDatabase.number("colors") ?? 0
    directColor =
      TerminalDatabase.flag("RGB") || TerminalDatabase.flag("Tc") || TerminalDatabase.number("RGB") != nil
    cup = TerminalDatabase.string("cup") ?? ""
    el = TerminalDatabase.string("el") ?? ""
    setaf = TerminalDatabase.string("setaf") ?? ""
    rep = TerminalDatabase.string("rep") ?? ""
    colorterm = environment("COLORTERM")
    noColor = environment("NO_COLOR")
    tmux = environment("TMUX")
    codeset = unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) } ?? ""
  }
}
