import CGameABI

/// A value that the host keeps on disk by name, outside the world, for this user: high scores, settings.
///
///     let scores = Stored("scores.txt", fallback: Scores(), read: Scores.init(text:), write: \.text)
///     …
///     scores.store(scores.value.adding(points))
///
/// The host writes the file in a folder of its own with the game's name, `~/.local/share/cinder` for Cinder, on another
/// thread: a new value counts at once, and it is on disk before the process ends. If it cannot be written, the host tells
/// the player, and the value lasts until the process ends. A run without a terminal (`--headless`) and a trial of a build
/// neither read nor write files: the value is then what this process stored, or the fallback.
///
/// **Determinism.** A stored value is not part of the world or of a saved world, and undoing a tick, rolling back or continuing
/// from an earlier tick does not restore it. If a step depends on it, another run may differ. Read it in `draw`, which changes nothing,
/// or in `start`, which can copy it into the world.
///
/// Store these objects in properties of the game, and use them only inside callbacks.
public final class Stored<Value> {
  /// The name of the file: 1 to 64 ASCII letters, digits, `-`, `_` and `.`, not beginning with `.`.
  public let name: String
  private let fallback: Value
  private let read: (String) throws -> Value
  private let write: (Value) -> String
  private var current: Value
  /// The content that `current` was read from, or that it was stored as; 0 if there is none.
  private var revision: UInt64 = 0
  /// The number of the callback that last asked the host.
  private var checkedCallback: UInt64 = 0

  /// Creates a stored value.
  ///
  /// - Parameters:
  ///   - name: The name of the file.
  ///   - fallback: The value while the file does not exist or cannot be read.
  ///   - read: Parses the text of the file. Throw an ``AssetError`` to report the line of an error: the host then renames
  ///     the file, such as to `scores.txt.corrupt-1`, and tells the player.
  ///   - write: The text for a value, at most 1 MiB.
  public init(
    _ name: String, fallback: Value, read: @escaping (String) throws -> Value,
    write: @escaping (Value) -> String
  ) {
    self.name = name
    self.fallback = fallback
    self.read = read
    self.write = write
    current = fallback
  }

  /// The value that was stored last. The first use in a run reads the file; later ones make no system call.
  public var value: Value {
    requireCallback()
    refresh()
    return current
  }

  /// Replaces the value. Not in `draw`, which may run any number of times per tick.
  public func store(_ value: Value) {
    requireCallback()
    if unsafe CallbackArena.isDrawing {
      fatalError("`\(name)` was stored in draw; store it in step or start")
    }
    current = value
    Host.store(name, write(value))
    unsafe revision = Host.stored(name)?.revision ?? 0
    unsafe checkedCallback = CallbackArena.callback
  }

  private func requireCallback() {
    guard CallbackArena.isEntered else {
      fatalError("`\(name)` was used outside a callback; stored values can be used only inside callbacks")
    }
  }

  /// Another build may have stored a value since the last callback of this one, and the host may show an earlier tick.
  private func refresh() {
    let callback = unsafe CallbackArena.callback
    if checkedCallback == callback { return }
    checkedCallback = callback
    guard let view = unsafe Host.stored(name) else {
      if revision != 0 { (current, revision) = (fallback, 0) }
      return
    }
    if unsafe view.revision == revision { return }
    unsafe revision = view.revision
    let bytes = unsafe UnsafeBufferPointer(start: view.bytes, count: Int(view.count))
    do {
      current = try read(unsafe String(ofFile: bytes))
    } catch {
      current = fallback
      let error = error as? AssetError ?? AssetError("\(error)")
      Host.storedRejected(name, line: error.line, message: error.message)
    }
  }
}
