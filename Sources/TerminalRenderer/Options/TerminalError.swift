/// Why a terminal cannot be used. `description` says what happened and what to do next.
public enum TerminalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Standard output is a file, a pipe or nothing at all.
  case outputNotTerminal
  /// The environment has no TERM, or an empty one.
  case termUnset
  /// The terminal database has no entry of this name, and the terminal does not answer queries.
  case termUnknown(String)
  /// The terminal cannot move its cursor (`dumb`, or an entry without `cup`).
  case termTooSimple(String)
  /// The terminal database itself was not found.
  case databaseMissing(String)
  /// ncurses could not start, though it knows the terminal.
  case cursesFailed(String)
  /// A system call failed. The text has its name and the reason.
  case systemCall(String)
  /// Another `NcursesTerminal` is open in this process. Signals and ncurses exist once per process.
  case alreadyOpen

  /// Whether the database has nothing about the terminal, which may still be one like xterm.
  var leavesTerminalUnknown: Bool {
    switch self {
    case .termUnknown, .databaseMissing: true
    default: false
    }
  }

  public var description: String {
    switch self {
    case .outputNotTerminal:
      "standard output is not a terminal; run it in a terminal, or use --headless to run without one"
    case .termUnset:
      "TERM is not set, so the kind of terminal is unknown; set it, for example: export TERM=xterm-256color"
    case .termUnknown(let name):
      "TERM is \"\(name)\", which the terminal database does not have, and the terminal does not answer queries;"
        + " install its entry (Debian: apt install ncurses-term), or use a similar one: export TERM=xterm-256color"
    case .termTooSimple(let name):
      "TERM is \"\(name)\", a terminal that cannot move its cursor; use another terminal, or set the right"
        + " name: export TERM=xterm-256color"
    case .databaseMissing(let name):
      "the terminal database was not found while looking for \"\(name)\"; install it (Debian: apt install"
        + " ncurses-base), or point TERMINFO at it"
    case .cursesFailed(let name):
      "ncurses could not start on the terminal \"\(name)\"; try another TERM, and check this one with `infocmp`"
    case .systemCall(let text):
      "the terminal could not be set up: \(text); check with `tty` and `stty -a` that this is a working terminal"
    case .alreadyOpen:
      "a terminal is already open in this process; close it before opening another"
    }
  }
}
