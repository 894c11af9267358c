/// Reads the key bindings from `assets/keys.yaml`, and writes those that the player changes.
///
/// A mistake in the file is reported as an event, and the last good bindings stay. Confined to the loop's thread.
public final class KeyBinder {
  /// Relative to `assets/`.
  public static let path = "keys.yaml"
  /// Its name in messages, relative to the package.
  public static let usualName = "assets/" + path

  private let assets: AssetStore
  private let events: EventBus
  /// The file's name in messages.
  private let fileName: String
  /// The commands that the player has; all others have no keys.
  private let commands: Set<HostCommand>
  private let save: @Sendable (_ text: String) -> Void
  /// What the settings screen resets keys to.
  private(set) var defaults = KeyDefaults()
  /// What was read last, with or without success.
  private var lastRead: (actions: [String], revision: UInt64?)?
  /// The revision of the file that the present bindings are from.
  private var boundRevision: UInt64?

  /// - Parameters:
  ///   - fileName: the file's name in messages.
  ///   - commands: those of the host that the player has.
  ///   - save: writes the file. Called on the loop's thread; must not block.
  public init(
    assets: AssetStore, events: EventBus, fileName: String = KeyBinder.usualName,
    commands: Set<HostCommand> = Set(HostCommand.keyCommands),
    save: @escaping @Sendable (_ text: String) -> Void
  ) {
    self.assets = assets
    self.events = events
    self.fileName = fileName
    self.commands = commands
    self.save = save
  }

  /// The bindings for a game with these actions; nil if nothing changed since the last call or the file has a mistake.
  func refresh(for actions: [String]) -> KeyBindings? {
    let revision = assets[Self.path]?.revision
    if let lastRead, lastRead.actions == actions, lastRead.revision == revision { return nil }
    lastRead = (actions, revision)
    do throws(FileProblem) {
      return try read(for: actions)
    } catch {
      events.emit(.keysRejected(error))
      return nil
    }
  }

  private func read(for actions: [String]) throws(FileProblem) -> KeyBindings? {
    guard let file = assets[Self.path] else {
      // A game without actions needs no file.
      if actions.isEmpty { return nil }
      throw FileProblem(
        file: fileName, line: 0,
        message: boundRevision == nil
          ? "the file is missing; the host's default keys work, the game's actions have no keys"
          : "the file is missing; restore it, or change a key in the settings to create it")
    }
    let bindings = try KeyBindingsFile(name: fileName, text: file.content.text)
      .bindings(gameActions: actions).offering(commands)
    if let boundRevision, boundRevision != file.revision {
      events.emit(.keysReloaded(path: fileName))
    }
    boundRevision = file.revision
    defaults.note(bindings)
    return bindings
  }

  /// Changes keys, at once and in the file. The file's other lines stay as they are.
  /// - Returns: the new bindings; nil if they did not change.
  func rebind(_ changes: KeyChanges, actions: [String]) throws(FileProblem) -> KeyBindings? {
    let text = assets[Self.path]?.content.text ?? ""
    let file = KeyBindingsFile(name: fileName, text: text)
    let changed = try file.changed(try releases(of: changes, file, actions) + changes, gameActions: actions)
    _ = assets.apply([Self.path: AssetContent(changed.utf8)])
    save(changed)
    return refresh(for: actions)
  }

  /// The player cannot see that a key belongs to a command that he does not have: it is taken from that.
  private func releases(
    of changes: KeyChanges, _ file: KeyBindingsFile, _ actions: [String]
  ) throws(FileProblem) -> KeyChanges {
    if file.text.isEmpty || commands.isSuperset(of: HostCommand.keyCommands) { return [] }
    let wanted = Set(changes.flatMap(\.keys))
    return try file.bindings(gameActions: actions).entries.compactMap { entry in
      guard case .host(let command) = entry.target, !commands.contains(command),
        !wanted.isDisjoint(with: entry.keys)
      else { return nil }
      return KeyChange(target: entry.target, keys: entry.keys.filter { !wanted.contains($0) })
    }
  }
}
