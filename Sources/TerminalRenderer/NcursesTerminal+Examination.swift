import Engine
import Glibc

extension NcursesTerminal {
  /// What a look at the terminal told, without taking it over.
  public struct Examination: Sendable {
    /// The value of TERM.
    public let name: String
    public let size: CellSize
    /// Colours, characters and way of drawing, in words.
    public let summary: String
    public let showsUnicode: Bool
  }

  /// Looks at the terminal of standard output as `init` would. Nothing is sent to it and no mode is changed.
  public static func examine(options: TerminalOptions = TerminalOptions()) throws(TerminalError)
    -> Examination
  {
    let environment = { (name: String) in unsafe getenv(name).map { unsafe String(cString: $0) } }
    let device = try TTYDevice(source: STDOUT_FILENO)
    guard let name = environment("TERM"), !name.isEmpty else { throw .termUnset }
    unsafe setlocale(LC_CTYPE, "")
    let size = device.size ?? CellSize(columns: 80, rows: 24)
    // ncurses draws into memory; the screen only has to exist for the database to be asked.
    let screen = try CursesScreen(terminal: name, size: size)
    let profile = withExtendedLifetime(screen) {
      TerminalProfile(facts: TerminalFacts(terminal: name, environment: environment), options: options)
    }
    return Examination(name: name, size: size, summary: profile.summary, showsUnicode: !profile.asciiOnly)
  }
}
