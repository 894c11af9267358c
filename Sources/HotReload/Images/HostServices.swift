import CGameABI
import Engine

/// The host's services for the game: the functions of `HostTable`, and the table that is passed to all images.
///
/// Lives as long as the process: images are never unloaded and keep the pointer.
@safe public final class HostServices: @unchecked Sendable {
  /// Receives each line that the game logs. Any thread.
  public let log: @Sendable (LogLevel, String) -> Void
  /// The assets as of the last safe point. Confined to the loop's thread, like all members below.
  public let assets: AssetStore
  /// Receives how the game read a revision of an asset: path, revision, and the problem if it was rejected.
  var assetResult: (String, UInt64, FileProblem?) -> Void = { _, _, _ in }
  /// The errors that the game logs in a call.
  let errors = CallErrors()
  private var reloadRequested = false
  private var quitRequested = false

  private let table = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)

  public init(assets: AssetStore, log: @escaping @Sendable (LogLevel, String) -> Void) {
    self.assets = assets
    self.log = log
    // Never released: images hold it as their context.
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    unsafe table.initialize(to: makeHostTable(context: context))
  }

  /// The argument of `hotloop_game`.
  var hostTable: UnsafePointer<HostTable> { unsafe UnsafePointer(table) }

  // MARK: What the game logs

  fileprivate func receive(_ level: LogLevel, _ text: String) {
    if level == LogLevelError, errors.take(text) { return }
    log(level, text)
  }

  /// Ends what `errors.beginCall` began.
  /// - Returns: the reason that the game logged, if the call has failed.
  @discardableResult
  func endCall(hasFailed: Bool) -> String? {
    let (reason, unlogged) = errors.endCall(hasFailed: hasFailed)
    if let unlogged { log(LogLevelError, unlogged) }
    return reason
  }

  // MARK: Requests of the game, carried out at the next safe point

  fileprivate func requestReload() { reloadRequested = true }
  fileprivate func requestQuit() { quitRequested = true }

  /// Whether the game asked for a rebuild since the last call.
  func takeReloadRequest() -> Bool {
    defer { reloadRequested = false }
    return reloadRequested
  }

  /// Whether the game asked for the end of the run since the last call.
  func takeQuitRequest() -> Bool {
    defer { quitRequested = false }
    return quitRequested
  }
}

private func services(_ context: UnsafeMutableRawPointer?) -> HostServices {
  // Every table carries its own services as context.
  unsafe Unmanaged<HostServices>.fromOpaque(context!).takeUnretainedValue()
}

private func makeHostTable(context: UnsafeMutableRawPointer) -> HostTable {
  unsafe HostTable(
    abi_version: HOTLOOP_ABI_VERSION,
    struct_size: UInt32(MemoryLayout<HostTable>.size),
    context: context,
    log: { context, level, text, length in
      guard let text = unsafe text else { return }
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
      unsafe services(context).receive(level, String(decoding: bytes, as: UTF8.self))
    },
    asset: { context, path, view in
      guard let path = unsafe path, let view = unsafe view else { return HotloopStatusFailed }
      guard let asset = unsafe services(context).assets[String(cString: path)] else {
        return HotloopStatusNone
      }
      unsafe view.pointee = AssetView(
        bytes: asset.content.start, count: UInt64(asset.content.count), revision: asset.revision)
      return HotloopStatusOK
    },
    asset_result: { context, path, revision, line, message in
      guard let path = unsafe path.map({ unsafe String(cString: $0) }) else { return }
      let problem = unsafe message.map {
        FileProblem(file: "assets/" + path, line: Int(line), message: unsafe String(cString: $0))
      }
      unsafe services(context).assetResult(path, revision, problem)
    },
    request_reload: { context in unsafe services(context).requestReload() },
    request_quit: { context in unsafe services(context).requestQuit() })
}
