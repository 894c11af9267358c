extension HostEvent {
  /// A line of a source. The path is relative to the package.
  public struct Place: Sendable, Hashable {
    public var path: String
    public var line: Int

    public init(path: String, line: Int) {
      self.path = path
      self.line = line
    }
  }

  /// A change of the value of a literal. The path is relative to the package.
  public struct Tweak: Sendable, Equatable {
    public var path: String
    public var line: Int
    /// Such as `PlayerTuning.topSpeed`; empty if there is none.
    public var declaration: String
    /// As Swift source.
    public var from: String
    public var to: String

    public init(path: String, line: Int, declaration: String, from: String, to: String) {
      self.path = path
      self.line = line
      self.declaration = declaration
      self.from = from
      self.to = to
    }
  }

  /// Why values that were not written are gone. The raw value is what the event log writes.
  public enum TweakEnd: String, Sendable {
    /// The player reverted them.
    case player
    /// Code that ran with them crashed or hung, or was rejected.
    case crash
    /// A save that was compiled: its literals are others, or have other values, or cannot be changed.
    case compiled
    /// The file has another value now.
    case saved
    /// The run ended.
    case ended
  }
}

extension HostEvent.Tweak {
  public var members: [String: JSONValue] {
    [
      "path": .string(path), "line": .integer(Int64(line)), "declaration": .string(declaration),
      "from": .string(from), "to": .string(to),
    ]
  }

  var writtenLine: LogLine { LogLine("\(path):\(line): \(from) is \(to) now") }

  /// `PlayerTuning.topSpeed`, or the place if the declaration has many literals or none.
  var name: String { declaration.isEmpty ? "\(path):\(line)" : "\(declaration) (line \(line))" }
}

extension HostEvent {
  /// - Parameter places: of literals that a save changed and that nothing has read since.
  static func notRunText(_ places: [Place]) -> String {
    let shown = places.prefix(3).map { "\($0.path.split(separator: "/").last ?? ""):\($0.line)" }
    let more = places.count > 3 ? " and \(places.count - 3) more" : ""
    let verb = places.count == 1 ? "has" : "have"
    return "\(shown.joined(separator: ", "))\(more) \(verb) not run since the save"
  }
}

extension [HostEvent.Tweak] {
  /// `PlayerTuning.topSpeed (line 6) = 42, …`
  func text(_ value: (HostEvent.Tweak) -> String) -> String {
    let shown = prefix(3).map { "\($0.name) = \(value($0))" }.joined(separator: ", ")
    return count > 3 ? "\(shown) and \(count - 3) more" : shown
  }
}

extension [HostEvent.Tweak] {
  /// What was not written when the run ended, for the shell: from the value in the source to the one that is gone.
  public var lostLines: [String] {
    let count = count == 1 ? "1 value was" : "\(count) values were"
    let lines = prefix(10).map { tweak in
      let name = tweak.declaration.isEmpty ? "" : " " + tweak.declaration
      return "  \(tweak.path):\(tweak.line)\(name): \(tweak.to) -> \(tweak.from)"
    }
    return ["\(count) not written into the source:"] + lines
      + (self.count > 10 ? ["  and \(self.count - 10) more"] : [])
  }
}

extension HostEvent.TweakEnd {
  /// - Parameter tweaks: from the value that is gone to the one that runs.
  func text(_ tweaks: [HostEvent.Tweak]) -> String {
    switch self {
    case .player: "Reverted: " + tweaks.text(\.to)
    case .crash:
      "The game failed with a tweak, which was taken back: " + tweaks.text { "\($0.from) → \($0.to)" }
    case .compiled: "The save has no place for these tweaks, which were not written: " + tweaks.text(\.from)
    case .saved: "The file has other values now; these tweaks are gone: " + tweaks.text(\.from)
    case .ended: "The run ended, and these tweaks were not written: " + tweaks.text(\.from)
    }
  }
}
