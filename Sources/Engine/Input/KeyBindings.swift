/// Which key does what.
public struct KeyBindings: Sendable, Equatable {
  /// What a key is bound to.
  public enum Target: Hashable, Sendable {
    case host(HostCommand)
    /// An action of the game, by its bit in an `InputSample`.
    case game(Int)

    var isHost: Bool { if case .host = self { true } else { false } }
  }

  /// A command or an action with its keys.
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var target: Target
    public var keys: [Key]

    /// What a command does; nil for an action of the game.
    var explanation: String? { if case .host(let command) = target { command.keyExplanation } else { nil } }
    /// `the host's restart`, `the game's restart`.
    var owned: String { (target.isHost ? "the host's " : "the game's ") + name }

    public init(name: String, target: Target, keys: [Key]) {
      self.name = name
      self.target = target
      self.keys = keys
    }
  }

  /// In the order of `keys.yaml`.
  public let entries: [Entry]
  /// The keys that the overlay names.
  public let hints: KeyHints
  private let targets: [Key: Target]

  public init(entries: [Entry]) {
    self.entries = entries
    hints = KeyHints(entries)
    targets = Dictionary(entries.flatMap { entry in entry.keys.map { ($0, entry.target) } }) { first, _ in
      first
    }
  }

  public subscript(key: Key) -> Target? { targets[key] }

  /// The keys of a target, in the order of the file.
  public func keys(for target: Target) -> [Key] {
    entries.filter { $0.target == target }.flatMap(\.keys)
  }

  /// The entries in the order of the settings screen: the game's actions first.
  public var listed: [Entry] {
    entries.filter { !$0.target.isHost } + entries.filter { $0.target.isHost }
  }

  /// The same without the host's commands that are not among these.
  public func offering(_ commands: Set<HostCommand>) -> KeyBindings {
    KeyBindings(
      entries: entries.filter {
        if case .host(let command) = $0.target { commands.contains(command) } else { true }
      })
  }

  /// The bindings without a `keys.yaml`: host commands only.
  public static let builtIn = KeyBindings(
    entries: HostCommand.keyCommands.map {
      Entry(name: $0.rawValue, target: .host($0), keys: $0.defaultKeys)
    })
}
