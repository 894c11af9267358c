import CGameABI
import Engine
import Synchronization

/// What the host does for the game: the functions of `HostTable`, and the one table that all images are given.
///
/// It lives as long as the process, since images are never unloaded and keep the pointer.
@safe public final class HostServices: @unchecked Sendable {
  /// Told of each log line. Any thread.
  public let log: @Sendable (LogLevel, String) -> Void
  /// The assets as of the last safe point. The loop's thread, as all that follows.
  public let assets: AssetStore
  /// Told how reading a revision of an asset went: its path, the revision, and the problem if it was refused.
  var assetResult: (String, UInt64, FileProblem?) -> Void = { _, _, _ in }
  var reloadRequested = false
  var quitRequested = false

  private let table = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)

  public init(assets: AssetStore, log: @escaping @Sendable (LogLevel, String) -> Void) {
    self.assets = assets
    self.log = log
    // Retained for ever: images hold it as their context.
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    unsafe table.initialize(to: makeHostTable(context: context))
  }

  /// What is handed to `hotloop_game`.
  var hostTable: UnsafePointer<HostTable> { unsafe UnsafePointer(table) }
}

private func services(_ context: UnsafeMutableRawPointer?) -> HostServices {
  // Every table carries the services it was made by.
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
      unsafe services(context).log(level, String(decoding: bytes, as: UTF8.self))
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
    request_reload: { context in unsafe services(context).reloadRequested = true },
    request_quit: { context in unsafe services(context).quitRequested = true })
}
