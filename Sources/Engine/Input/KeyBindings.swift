/// Which key does what.
public struct KeyBindings: Sendable, Equatable {
  /// What a key is bound to.
  public enum Target: Hashable, Sendable {
    case host(HostCommand)
    /// An action of the game, by its bit in an `InputSample`.
    case game(Int)
  }

  /// A command or an action with its keys.
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

  /// In the order of `keys.yaml`.
  public let entries: [Entry]
  private let targets: [Key: Target]

  public init(entries: [Entry]) {
    self.entries = entries
    targets = Dictionary(entries.flatMap { entry in entry.keys.map { ($0, entry.target) } }) { first, _ in
      first
    }
  }

  public subscript(key: Key) -> Target? { targets[key] }

  /// The names of a target's keys, separated by spaces; nil if it has none.
  public func keyNames(for target: Target) -> String? {
    let keys = entries.filter { $0.target == target }.flatMap(\.keys)
    return keys.isEmpty ? nil : keys.map(\.description).joined(separator: " ")
  }

  /// The entries in the order of the settings screen: the game's actions first.
  public var listed: [Entry] {
    entries.filter { !$0.target.isHost } + entries.filter { $0.target.isHost }
  }

  /// The bindings without a `keys.yaml`: host commands only.
  public static let builtIn = KeyBindings(
    entries: HostCommand.keyCommands.map {
      Entry(name: $0.rawValue, target: .host($0), keys: $0.defaultKeys)
    })
}
