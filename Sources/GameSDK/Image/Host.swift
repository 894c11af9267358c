import CGameABI

/// The functions of the host, as Swift functions. Those that an older host lacks do nothing.
enum Host {
  /// A table of this SDK's size. Set once on the loading thread, before any callback.
  nonisolated(unsafe) static var table: UnsafePointer<HostTable>?

  static func log(_ level: LogLevel, _ text: String) {
    guard let table = unsafe table, let log = unsafe table.pointee.log else { return }
    var text = text
    text.withUTF8 { bytes in
      // UInt8 and C's char have the same representation.
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        unsafe log(table.pointee.context, level, $0.baseAddress, $0.count)
      }
    }
  }

  /// The content of an asset, valid until the callback returns; nil if the file does not exist.
  static func asset(_ path: String) -> AssetView? {
    guard let table = unsafe table, let asset = unsafe table.pointee.asset else { return nil }
    var view = unsafe AssetView()
    let status = unsafe path.withCString { unsafe asset(table.pointee.context, $0, &view) }
    return status == HotloopStatusOK ? unsafe view : nil
  }

  static func assetAccepted(_ path: String, revision: UInt64) {
    guard let table = unsafe table, let result = unsafe table.pointee.asset_result else { return }
    unsafe path.withCString { unsafe result(table.pointee.context, $0, revision, 0, nil) }
  }

  static func assetRejected(_ path: String, revision: UInt64, line: Int, message: String) {
    guard let table = unsafe table, let result = unsafe table.pointee.asset_result else { return }
    unsafe path.withCString { path in
      unsafe message.withCString {
        unsafe result(table.pointee.context, path, revision, UInt32(clamping: line), $0)
      }
    }
  }

  static func requestReload() {
    guard let table = unsafe table else { return }
    unsafe table.pointee.request_reload?(table.pointee.context)
  }

  static func requestQuit() {
    guard let table = unsafe table else { return }
    unsafe table.pointee.request_quit?(table.pointee.context)
  }

  /// The content of a stored file, valid until the callback returns or stores it; nil if there is none.
  static func stored(_ name: String) -> AssetView? {
    guard let table = unsafe table, let stored = unsafe table.pointee.stored else { return nil }
    var view = unsafe AssetView()
    let status = unsafe name.withCString { unsafe stored(table.pointee.context, $0, &view) }
    return status == HotloopStatusOK ? unsafe view : nil
  }

  static func store(_ name: String, _ text: String) {
    guard let table = unsafe table, let store = unsafe table.pointee.store else { return }
    var text = text
    text.withUTF8 { bytes in
      unsafe name.withCString {
        unsafe store(table.pointee.context, $0, bytes.baseAddress, UInt64(bytes.count))
      }
    }
  }

  static func storedRejected(_ name: String, line: Int, message: String) {
    guard let table = unsafe table, let rejected = unsafe table.pointee.stored_rejected else { return }
    unsafe name.withCString { name in
      unsafe message.withCString {
        unsafe rejected(table.pointee.context, name, UInt32(clamping: line), $0)
      }
    }
  }

  static func ringBell() {
    guard let table = unsafe table else { return }
    unsafe table.pointee.bell?(table.pointee.context)
  }

  /// Tells which error a callback fails with, before other errors are thrown.
  static func errorCaught(_ error: any Error) {
    guard let table = unsafe table, let caught = unsafe table.pointee.error_caught else { return }
    unsafe caught(table.pointee.context, unsafeBitCast(ErrorBox(error: error), to: UnsafeRawPointer.self))
  }

  /// Its value is a pointer to the box of the error. A plain `any Error` would be opened by a generic function.
  private struct ErrorBox { let error: any Error }

  /// The names of the keys that are bound to an action.
  static func keyNames(_ action: Int) -> [String] {
    guard let table = unsafe table, let names = unsafe table.pointee.key_names,
      let action = UInt32(exactly: action)
    else { return [] }
    let context = unsafe table.pointee.context
    let size = unsafe names(context, action, nil, 0)
    let text = unsafe String(unsafeUninitializedCapacity: size) { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        min(unsafe names(context, action, $0.baseAddress, $0.count), size)
      }
    }
    return text.split(separator: "\n").map(String.init)
  }

  /// Tells where the picture is in the world.
  static func placePicture(_ camera: (x: Int, y: Int), _ grid: PixelGrid) {
    guard let table = unsafe table else { return }
    unsafe table.pointee.picture_place?(
      table.pointee.context, Int64(camera.x), Int64(camera.y), UInt32(grid.columns), UInt32(grid.rows))
  }

  static var isTrial: Bool { unsafe table?.pointee.is_trial == 1 }

  static func readText() {
    guard let table = unsafe table else { return }
    unsafe table.pointee.read_text?(table.pointee.context)
  }
}
