/// The keys to which the settings screen resets commands and actions.
///
/// A command of the host has the keys that are built in. An action of the game has those that `keys.yaml` gave it when this
/// host first read it: they are the author's. They come first: a built-in key that is among them is left out.
public struct KeyDefaults: Sendable, Equatable {
  /// By the names of the game's actions.
  private var game: [String: [Key]] = [:]

  public init() {}

  /// Keeps the keys of actions that had none before.
  mutating func note(_ bindings: KeyBindings) {
    for entry in bindings.entries where !entry.target.isHost && !entry.keys.isEmpty && game[entry.name] == nil
    {
      game[entry.name] = entry.keys
    }
  }

  /// What has to be bound for all keys to be the default ones. Targets whose keys need no change are left out.
  func changes(of bindings: KeyBindings) -> KeyChanges {
    changes(of: bindings) { _ in true }
  }

  /// The same for one target.
  func changes(of target: KeyBindings.Target, in bindings: KeyBindings) -> KeyChanges {
    changes(of: bindings) { $0.target == target }
  }

  private func changes(of bindings: KeyBindings, where isWanted: (KeyBindings.Entry) -> Bool) -> KeyChanges {
    let ofGame = Set(bindings.entries.filter { !$0.target.isHost }.flatMap { game[$0.name] ?? $0.keys })
    var changes: KeyChanges = []
    for entry in bindings.entries where isWanted(entry) {
      let keys =
        switch entry.target {
        case .host(let command): command.defaultKeys.filter { !ofGame.contains($0) }
        case .game: game[entry.name] ?? entry.keys
        }
      if keys != entry.keys { changes.append(.init(target: entry.target, keys: keys)) }
    }
    return changes
  }
}

/// New keys for one command or action.
public struct KeyChange: Sendable, Equatable {
  public var target: KeyBindings.Target
  public var keys: [Key]

  public init(target: KeyBindings.Target, keys: [Key]) {
    self.target = target
    self.keys = keys
  }
}

public typealias KeyChanges = [KeyChange]
