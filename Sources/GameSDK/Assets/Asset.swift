import CGameABI

/// A value that is parsed from a file under `assets/`, again after each change of the file.
///
///     let palette = Asset("palette.txt", fallback: Palette.plain, text: Palette.init(text:))
///     …
///     canvas.fill(palette.value.floor)
///
/// If parsing fails, the host shows the line and the reason, and the last good value stays in use; before the first one it
/// is the fallback. Each callback checks once for a change, at the first use of the asset; the check makes no system call.
/// An asset that was used once is also checked before each frame: an error is reported when the file is saved.
///
/// Store assets in properties of the game: they are derived data. Use them only inside callbacks.
public final class Asset<Value>: CheckedAsset {
  /// The path of the file, relative to `assets/`.
  public let path: String
  private let isRequired: Bool
  private let parse: ([UInt8]) throws -> Value
  private var current: Value
  private var changes = 0
  private var state = State.unread
  /// The number of the callback that last checked the file for a change.
  private var checkedCallback: UInt64 = 0
  /// Whether the running game has it among its ``UsedAssets``.
  private var isListed = false

  private enum State: Equatable {
    case unread, missing
    case read(revision: UInt64)
  }

  /// Creates an asset that is parsed from bytes.
  ///
  /// - Parameters:
  ///   - path: The path of the file, relative to `assets/`.
  ///   - fallback: The value before the file was parsed for the first time.
  ///   - isRequired: Whether a missing file is reported.
  ///   - parse: Parses the bytes of the file. Throw an ``AssetError`` to report the line of an error.
  public init(
    _ path: String, fallback: Value, isRequired: Bool = true, bytes parse: @escaping ([UInt8]) throws -> Value
  ) {
    self.path = path
    self.isRequired = isRequired
    self.parse = parse
    current = fallback
  }

  /// Creates an asset that is parsed from text in UTF-8.
  ///
  /// - Parameters:
  ///   - path: The path of the file, relative to `assets/`.
  ///   - fallback: The value before the file was parsed for the first time.
  ///   - isRequired: Whether a missing file is reported.
  ///   - parse: Parses the text of the file. Throw an ``AssetError`` to report the line of an error.
  public convenience init(
    _ path: String, fallback: Value, isRequired: Bool = true, text parse: @escaping (String) throws -> Value
  ) {
    self.init(path, fallback: fallback, isRequired: isRequired) { bytes in
      try parse(String(ofFile: bytes))
    }
  }

  /// The last good value.
  public var value: Value {
    refresh()
    return current
  }

  /// A number that grows with each change of ``value``: data derived from the value is out of date when it differs.
  public var version: Int {
    refresh()
    return changes
  }

  /// Whether the file exists, even if its content was rejected.
  public var exists: Bool {
    refresh()
    return state != .missing && state != .unread
  }

  func refresh() {
    let callback = unsafe CallbackArena.callback
    if checkedCallback == callback { return }
    checkedCallback = callback
    if !isListed, let used = unsafe CallbackArena.usedAssets {
      isListed = true
      used.add(self)
    }
    guard let view = unsafe Host.asset(path) else { return reportMissing() }
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
      Host.assetRejected(path, revision: revision, line: error.line, message: error.message)
    }
  }

  private func reportMissing() {
    if state == .missing { return }
    state = .missing
    if isRequired {
      Host.assetRejected(path, revision: 0, line: 0, message: "the file does not exist")
    }
  }
}
