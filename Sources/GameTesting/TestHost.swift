import CGameABI
import Engine
import GameSDK

/// What a game finds instead of a host: its files, and where it logs and asks for things.
///
/// Used on one thread at a time.
@safe final class TestHost {
  /// The files under `assets/`.
  var assets = TestFiles()
  var stored = TestFiles()
  let kept = KeptStore()
  var services = TestServices()
  var log: [LoggedLine] = []
  var rejected: [String] = []
  var requests = GameRequests()
  /// The names of the game's actions, by their bits.
  var actions: [String] = []

  private let memory = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)

  init(assets folder: String?) {
    unsafe memory.initialize(to: HostTable())
    unsafe memory.pointee.abi_version = HOTLOOP_ABI_VERSION
    unsafe memory.pointee.struct_size = UInt32(MemoryLayout<HostTable>.size)
    unsafe memory.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    setServices()
    let files = folder.map { AssetFolder(root: $0).readAll() } ?? [:]
    for case (let path, let content?) in files { self.assets.set(path, content) }
  }

  deinit { unsafe memory.deallocate() }

  var table: UnsafePointer<HostTable> { unsafe UnsafePointer(memory) }

  /// The reason that the game logged last.
  var lastError: String { log.last { $0.level == .error }?.text ?? "" }

  private func setServices() {
    setKept()
    unsafe setServicesOfGame(memory)
    unsafe memory.pointee.log = { context, level, text, length in
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
      let line = unsafe LoggedLine(
        level: LoggedLine.Level(level), text: String(decoding: bytes, as: UTF8.self))
      unsafe TestHost.from(context).log.append(line)
    }
    unsafe memory.pointee.asset = { context, path, view in
      unsafe TestHost.fill(view, TestHost.from(context).assets.view(String(cString: path!)))
    }
    unsafe memory.pointee.asset_result = { context, path, _, line, message in
      guard let message = unsafe message else { return }
      unsafe TestHost.from(context).reject("assets/" + String(cString: path!), line, String(cString: message))
    }
    unsafe memory.pointee.request_reload = { unsafe TestHost.from($0).requests.reloads += 1 }
    unsafe memory.pointee.request_quit = { unsafe TestHost.from($0).requests.quits += 1 }
    unsafe memory.pointee.bell = { unsafe TestHost.from($0).requests.bells += 1 }
    unsafe memory.pointee.read_text = { unsafe TestHost.from($0).requests.readsText = true }
    unsafe memory.pointee.key_names = { context, action, names, capacity in
      unsafe TestHost.from(context).keyNames.write(action, to: names, capacity: capacity)
    }
    unsafe memory.pointee.stored = { context, name, view in
      unsafe TestHost.fill(view, TestHost.from(context).stored.view(String(cString: name!)))
    }
    unsafe memory.pointee.store = { context, name, bytes, count in
      let content = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
      unsafe TestHost.from(context).stored.set(String(cString: name!), AssetContent(content))
    }
    unsafe memory.pointee.stored_rejected = { context, name, line, message in
      let (host, name) = unsafe (TestHost.from(context), String(cString: name!))
      host.stored[name] = nil
      unsafe host.reject(name, line, String(cString: message!))
    }
  }

  private func setKept() {
    unsafe memory.pointee.kept_find = { context, request, memory in
      unsafe TestHost.from(context).kept.find(request, memory)
    }
    unsafe memory.pointee.kept_begin = { context, request, memory in
      unsafe TestHost.from(context).kept.begin(request, memory)
    }
    unsafe memory.pointee.kept_publish = { context, request, handle, memory in
      unsafe TestHost.from(context).kept.publish(request, handle, memory)
    }
    unsafe memory.pointee.kept_release = { context, handle in
      unsafe TestHost.from(context).kept.release(handle)
    }
    unsafe memory.pointee.kept_delete = { context, module, key in
      unsafe TestHost.from(context).kept.delete(module, key)
    }
  }

  /// As the host of a player who has not changed `assets/keys.yaml`.
  private var keyNames: KeyNames {
    let file = KeyBindingsFile(name: KeyBinder.usualName, text: assets[KeyBinder.path] ?? "")
    return (try? file.bindings(gameActions: actions)).map(KeyNames.init) ?? KeyNames()
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> TestHost {
    unsafe Unmanaged<TestHost>.fromOpaque(context!).takeUnretainedValue()
  }

  private func reject(_ file: String, _ line: UInt32, _ message: String) {
    rejected.append(line == 0 ? "\(file): \(message)" : "\(file):\(line): \(message)")
  }

  private static func fill(_ view: UnsafeMutablePointer<AssetView>?, _ found: AssetView?) -> HotloopStatus {
    guard let found = unsafe found else { return HotloopStatusNone }
    unsafe view?.pointee = found
    return HotloopStatusOK
  }
}

/// A line that a game logged.
public struct LoggedLine: Sendable, Equatable {
  public enum Level: Sendable { case debug, info, warning, error }

  public let level: Level
  public let text: String
}

extension LoggedLine.Level {
  fileprivate init(_ level: LogLevel) {
    self =
      switch level {
      case LogLevelError: .error
      case LogLevelWarning: .warning
      case LogLevelInfo: .info
      default: .debug
      }
  }
}

/// What a game asked the host for, since the run began.
public struct GameRequests: Sendable, Equatable {
  public var reloads = 0
  public var quits = 0
  public var bells = 0
  /// Whether the last tick asked for typed text.
  public var readsText = false
}
