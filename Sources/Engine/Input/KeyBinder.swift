/// Keeps the loop's key bindings in step with `keys.yaml` and with the actions of the game that runs.
///
/// A file with a mistake is told of on screen, and the last good bindings stay. Confined to the loop's thread.
public final class KeyBinder {
  /// Relative to `assets/`.
  public static let path = "keys.yaml"
  private static let fileName = "assets/" + path

  private let assets: AssetStore
  private let events: EventBus
  private let save: @Sendable (_ text: String) -> Void
  private var boundRevision: UInt64 = 0

  /// - Parameter save: writes the file; called on the loop's thread, which it must not keep waiting.
  public init(assets: AssetStore, events: EventBus, save: @escaping @Sendable (_ text: String) -> Void) {
    self.assets = assets
    self.events = events
    self.save = save
  }

  /// Reads the file as it is now for the game's actions as they are now.
  public func bind(_ loop: GameLoop) {
    guard let file = assets[Self.path] else {
      events.emit(
        .keysRejected(
          FileProblem(
            file: Self.fileName, line: 0,
            message: "is missing; only the host's own keys work, and no action of the game has one")))
      return
    }
    do throws(FileProblem) {
      loop.bindings = try KeyBindingsFile(name: Self.fileName, text: file.content.text)
        .bindings(gameActions: loop.game.actions)
      if boundRevision != 0, boundRevision != file.revision {
        events.emit(.keysReloaded(path: Self.fileName))
      } else {
        loop.board.overlay.closePanel(.keys)
      }
      boundRevision = file.revision
    } catch {
      events.emit(.keysRejected(error))
    }
  }

  /// Gives an action other keys: at once, and in the file, whose other lines stay as they are.
  public func rebind(_ target: KeyBindings.Target, to keys: [Key], on loop: GameLoop) {
    let text = assets[Self.path]?.content.text ?? ""
    do throws(FileProblem) {
      let changed = try KeyBindingsFile(name: Self.fileName, text: text)
        .changed(binding: keys, to: target, gameActions: loop.game.actions)
      _ = assets.apply([Self.path: AssetContent(changed.utf8)])
      bind(loop)
      save(changed)
    } catch {
      loop.board.overlay.keySettings?.message = "\(error)"
      loop.board.overlay.keySettings?.messageIsBad = true
    }
  }
}
