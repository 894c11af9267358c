import Engine
import Glibc

extension NcursesTerminal {
  /// The result of `examine`.
  public struct Examination: Sendable {
    /// The value of TERM.
    public let name: String
    public let size: CellSize
    /// Colours, characters and painter, for people.
    public let summary: String
    public let showsUnicode: Bool
  }

  /// Determines how `init` would use the terminal of standard output. Sends nothing and changes no mode.
  public static func examine(options: TerminalOptions = TerminalOptions()) throws(TerminalError)
    -> Examination
  {
    let environment = { (name: String) in unsafe getenv(name).map { unsafe String(cString: $0) } }
    let device = try TTYDevice(source: STDOUT_FILENO)
    guard let name = environment("TERM"), !name.isEmpty else { throw .termUnset }
    unsafe setlocale(LC_CTYPE, "")
    let size = device.size ?? CellSize(columns: 80, rows: 24)
    // The database can only be queried while a screen exists. It draws into memory.
    let screen: CursesScreen
    do {
      screen = try CursesScreen(terminal: name, size: size)
    } catch  where error.leavesTerminalUnknown && options.drawing != .curses {
      let facts = TerminalFacts(terminal: name, answers: TerminalAnswers(), environment: environment)
      let profile = TerminalProfile(facts: facts, options: options)
      return Examination(
        name: name, size: size,
        summary:
          "not in the terminal database; it is asked at the start, and used if it answers: \(profile.summary)",
        showsUnicode: !profile.asciiOnly)
    }
    let profile = withExtendedLifetime(screen) {
      TerminalProfile(facts: TerminalFacts(terminal: name, environment: environment), options: options)
    }
    return Examination(name: name, size: size, summary: profile.summary, showsUnicode: !profile.asciiOnly)
  }
}
