/// The keys that the overlay and the terminal's title name, as they are bound. Computed once per change of the bindings.
public struct KeyHints: Sendable, Equatable {
  /// Such as `F1 help · q quit`; empty if neither has a key.
  public let status: String
  /// Shown while the game is paused and the status line is hidden, such as `Paused · p to continue · . one tick`.
  let pause: String
  /// The keys that close the help and the log.
  let closesHelp: String
  let closesLog: String
  /// The key that shows and hides the status line.
  let hud: String?
  /// The key that continues the world of the last run.
  public let lastWorld: String?
  private let first: [HostCommand: String]

  /// The first key of a command; nil if none is bound to it.
  func key(_ command: HostCommand) -> String? { first[command] }

  init(_ entries: [KeyBindings.Entry]) {
    var first: [HostCommand: String] = [:]
    for entry in entries {
      if case .host(let command) = entry.target, let key = entry.keys.first {
        first[command] = key.description
      }
    }
    self.first = first
    func key(_ command: HostCommand) -> String? { first[command] }
    func join(_ parts: [String?]) -> String { parts.compactMap(\.self).joined(separator: " · ") }
    status = join([key(.help).map { "\($0) help" }, key(.quit).map { "\($0) quit" }])
    pause = join([
      "Paused", key(.pause).map { "\($0) to continue" }, key(.step).map { "\($0) one tick" },
    ])
    closesHelp = key(.help).map { "Esc or \($0)" } ?? "Esc"
    closesLog = key(.log).map { "Esc or \($0)" } ?? "Esc"
    hud = key(.hud)
    lastWorld = key(.lastWorld)
  }
}
