import CGameABI

/// A value that is read from a file under `assets/`, and read again when the file changes.
///
///     let palette = Asset("palette.txt", fallback: Palette.plain, text: Palette.init(text:))
///     …
///     canvas.fill(palette.value.floor)
///
/// A file that cannot be read as such a value is reported to the player with line and reason, and the last good value stays;
/// before there was any, that is `fallback`. The file is looked at once in each callback, which costs no system call.
///
/// Hold assets in the game's value: they are derived data and go with the build that made them.
public final class Asset<Value> {
  /// Relative to `assets/`.
  public let path: String
  private let isRequired: Bool
  private let parse: ([UInt8]) throws -> Value
  private var current: Value
  private var changes = 0
  private var state = State.unread
  /// The callback in which the file was last looked at.
  private var lookedAt: UInt64 = 0

  private enum State: Equatable {
    case unread, missing
    case read(revision: UInt64)
  }

  /// - Parameters:
  ///   - path: relative to `assets/`.
  ///   - fallback: the value before the file was read with success.
  ///   - isRequired: whether a missing file is reported.
  ///   - parse: makes the value of the file's bytes. Throw an `AssetError` to name the line.
  public init(
    _ path: String, fallback: Value, isRequired: Bool = true, bytes parse: @escaping ([UInt8]) throws -> Value
  ) {
    self.path = path
    self.isRequired = isRequired
    self.parse = parse
    current = fallback
  }

  /// The same for a file of text in UTF-8.
  public convenience init(
    _ path: String, fallback: Value, isRequired: Bool = true, text parse: @escaping (String) throws -> Value
  ) {
    self.init(path, fallback: fallback, isRequired: isRequired) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw AssetError("the file is not text in UTF-8")
      }
      return try parse(text)
    }
  }

  /// The last good value.
  public var value: Value {
    refresh()
    return current
  }

  /// Raised whenever `value` changes: what is derived from it can see that it is out of date.
  public var version: Int {
    refresh()
    return changes
  }

  /// Whether there is such a file, good or bad.
  public var exists: Bool {
    refresh()
    return state != .missing && state != .unread
  }

  private func refresh() {
    let callback = unsafe Arena.callback
    if lookedAt == callback { return }
    lookedAt = callback
    guard let view = unsafe Host.asset(path) else { return miss() }
    let revision = unsafe view.revision
    if state == .read(revision: revision) { return }
    state = .read(revision: revision)
    let bytes = unsafe Array(UnsafeBufferPointer(start: view.bytes, count: Int(view.count)))
    do {
      current = try parse(bytes)
      changes += 1
      Host.assetAccepted(path, revision: revision)
    } catch {
      let error = error as? AssetError ?? AssetError("\(error)")
      Host.assetRefused(path, revision: revision, line: error.line, message: error.message)
    }
  }

  private func miss() {
    if state == .missing { return }
    state = .missing
    if isRequired {
      Host.assetRefused(path, revision: 0, line: 0, message: "there is no such file; the last good one stays")
    }
  }
}
