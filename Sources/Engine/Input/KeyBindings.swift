/// Which key does what.
public struct KeyBindings: Sendable, Equatable {
  /// What a key is bound to.
  public enum Target: Hashable, Sendable {
    case host(HostAction)
    /// An action of the game, by its bit in an `InputSample`.
    case game(Int)
  }

  /// One line of the help: what it does and the keys that do it, in the order of the file.
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var target: Target
    public var keys: [Key]

    public init(name: String, target: Target, keys: [Key]) {
      self.name = name
      self.target = target
      self.keys = keys
    }
  }

  public var entries: [Entry]
  private let targets: [Key: Target]

  public init(entries: [Entry]) {
    self.entries = entries
    targets = Dictionary(entries.flatMap { entry in entry.keys.map { ($0, entry.target) } }) { first, _ in
      first
    }
  }

  public subscript(key: Key) -> Target? { targets[key] }

  /// The keys of one target, as people write them, or nil if it has none.
  public func keyNames(for target: Target) -> String? {
    let keys = entries.filter { $0.target == target }.flatMap(\.keys)
    return keys.isEmpty ? nil : keys.map(\.description).joined(separator: " ")
  }

  /// What holds when no file says otherwise: enough to reload, to get help and to quit.
  public static let builtIn = KeyBindings(
    entries: HostAction.allCases.map {
      Entry(name: $0.rawValue, target: .host($0), keys: $0.builtInKeys)
    })
}

/// What keys can be bound to in the host, whatever game runs. The raw value is the name in `keys.yaml`.
public enum HostAction: String, CaseIterable, Sendable {
  case reload, rollback, forward
  case rollbackWorld = "rollback-world"
  case save, load, pause, step, help, settings, hud, log, frames, quit

  public var explanation: String {
    switch self {
    case .reload: "rebuild everything and swap it in, even if nothing changed"
    case .rollback: "back to the generation before; the world goes along"
    case .forward: "forward to the generation after; the world goes along"
    case .rollbackWorld: "back to the generation before, and to the world it was left with"
    case .save: "save the world"
    case .load: "go on from the saved world"
    case .pause: "pause, go on"
    case .step: "one tick while paused"
    case .help: "show or hide this help"
    case .settings: "give actions other keys"
    case .hud: "show or hide the status line"
    case .log: "show or hide the log"
    case .frames: "show or hide the graph of frame times"
    case .quit: "quit"
    }
  }

  var builtInKeys: [Key] {
    switch self {
    case .reload: [Key(.function(5))]
    case .rollback: [Key(.function(6))]
    case .forward: [Key(.function(7))]
    case .rollbackWorld: [Key(.function(8))]
    case .save: [Key(.function(9))]
    case .load: [Key(.function(10))]
    case .pause: [Key(.character("p"))]
    case .step: [Key(.character("."))]
    case .help: [Key(.function(1)), Key(.character("?"))]
    case .settings: [Key(.function(2))]
    case .hud: [Key(.function(3))]
    case .log: [Key(.function(4))]
    case .frames: [Key(.function(11))]
    case .quit: [Key(.character("q")), Key(.character("c"), .control)]
    }
  }
}
