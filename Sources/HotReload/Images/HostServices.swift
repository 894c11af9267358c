import CCrashGuard
import CGameABI
import Engine
import Glibc
import Synchronization
import Timeline

/// The host's services for the game: the functions of `HostTable`, and the table that is passed to all images.
///
/// Lives as long as the process: images are never unloaded and keep the pointer.
@safe public final class HostServices: @unchecked Sendable {
  /// Receives each line that the game logs. Any thread.
  public let log: @Sendable (LogLevel, String) -> Void
  /// The assets as of the last safe point. Confined to the loop's thread, like all members below.
  public let assets: AssetStore
  /// What the game keeps on disk by name.
  public let stored: StoredFiles
  /// What the game creates once. Any thread.
  public let kept: KeptStore
  /// The game's threads that run on while it is reloaded. Any thread.
  public let runner = ServiceRunner()
  /// What the game asked of them.
  let serviceRequests = ServiceRequests()
  /// What the tick that runs receives from them.
  var messages = TickMessages()
  /// Services whose messages were dropped for their layout: told once.
  var foreignMessages: Set<String> = []
  /// Whether the code that is called takes a world over: then a service that it runs already is not restarted.
  var isTakingOver = false
  /// Whose code is called.
  var caller: (image: String, generation: UInt64) = ("", 0)
  let isTrial: Bool
  /// Of the keys in force.
  var keyNames = KeyNames()
  /// Where the last picture is in the world; nil if no game told it.
  private(set) var picturePlace: PicturePlace?
  /// Receives how the game read a revision of an asset: path, revision, and the problem if it was rejected.
  var assetResult: (String, UInt64, FileProblem?) -> Void = { _, _, _ in }
  /// The errors that the game logs in a call.
  let errors = CallErrors()
  /// The time that constructors of an image, and then its entry function, may take; nil for any time. Set before the first
  /// image is loaded, like the next one.
  public var loadLimit: Duration?
  /// Called when constructors exceed the limit, on a separate thread. Must end the process.
  public var onLoadHang: (@Sendable () -> Void)?
  private var reloadRequested = false
  private var quitRequested = false
  private var bellRequested = false
  private var textRequested = false
  /// The thread that computes a tick of an earlier moment again; 0 if none does.
  private let replayingThread = Atomic<UInt>(0)
  /// Names of stored files that were refused: reading one is an error in every callback, but logged once.
  private var refusedNames: Set<String> = []

  private let table = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)

  /// - Parameter isTrial: whether this process tries images beside the running game.
  public init(
    assets: AssetStore, stored: StoredFiles = StoredFiles(), kept: KeptStore = KeptStore(),
    isTrial: Bool = false, log: @escaping @Sendable (LogLevel, String) -> Void
  ) {
    self.assets = assets
    self.stored = stored
    self.kept = kept
    self.log = log
    self.isTrial = isTrial
    kept.onLog(log)
    // Never released: images hold it as their context.
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    unsafe table.initialize(to: makeHostTable(context: context, isTrial: isTrial))
  }

  /// The argument of `hotloop_game`.
  var hostTable: UnsafePointer<HostTable> { unsafe UnsafePointer(table) }

  // MARK: What the game logs

  fileprivate func receive(_ level: LogLevel, _ text: String) {
    if level == LogLevelError, errors.take(text) { return }
    if !isReplaying { log(level, text) }
  }

  /// Ends what `errors.beginCall` began.
  /// - Returns: the reason that the game logged, if the call has failed.
  @discardableResult
  func endCall(hasFailed: Bool) -> String? {
    let (reason, unlogged) = errors.endCall(hasFailed: hasFailed)
    if let unlogged, !isReplaying { log(LogLevelError, unlogged) }
    return reason
  }

  // MARK: Requests of the game, carried out at the next safe point

  /// Also of a picture of an earlier moment: it is the one that is shown.
  fileprivate func place(_ place: PicturePlace) { picturePlace = place }

  fileprivate func requestReload() { if !isReplaying { reloadRequested = true } }
  fileprivate func requestQuit() { if !isReplaying { quitRequested = true } }
  fileprivate func requestBell() { if !isReplaying { bellRequested = true } }
  fileprivate func requestText() { if !isReplaying { textRequested = true } }

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

  /// Whether the game rang the bell since the last call.
  func takeBellRequest() -> Bool {
    defer { bellRequested = false }
    return bellRequested
  }

  /// Whether the game wants text in the next tick.
  func takeTextRequest() -> Bool {
    defer { textRequested = false }
    return textRequested
  }

  /// The call that made the requests was undone.
  func forgetRequests() {
    (reloadRequested, quitRequested, bellRequested, textRequested) = (false, false, false, false)
  }

  // MARK: Earlier moments

  /// Runs `body`, which calls the game, with the assets and stored files of an earlier moment. Nothing that the game logs, requests
  /// or stores has an effect.
  func replaying<R>(
    _ assets: AssetStore.Contents, _ stored: StoredFiles.Contents, _ body: () -> R
  ) -> R {
    let now = self.assets.contents
    self.assets.contents = assets
    replayingThread.store(UInt(pthread_self()), ordering: .relaxed)
    defer {
      self.assets.contents = now
      replayingThread.store(0, ordering: .relaxed)
    }
    return self.stored.replaying(stored, body)
  }

  /// Whether this call of the game is one of an earlier moment. The game's own threads are always in the present.
  var isReplaying: Bool { replayingThread.load(ordering: .relaxed) == UInt(pthread_self()) }

  fileprivate func receiveAssetResult(_ path: String, _ revision: UInt64, _ problem: FileProblem?) {
    if isReplaying { return }
    assets.note(path, revision: revision, isAccepted: problem == nil)
    assetResult(path, revision, problem)
  }

  fileprivate func asset(_ path: String) -> AssetStore.Asset? {
    isReplaying ? assets.good(path) : assets[path]
  }

  // MARK: Stored files

  fileprivate func readStored(_ name: String, into view: inout AssetView) -> HotloopStatus {
    do throws(StorageError) {
      guard let file = try stored.read(name) else { return HotloopStatusNone }
      unsafe view = AssetView(
        bytes: file.content.start, count: UInt64(file.content.count), revision: file.revision)
      return HotloopStatusOK
    } catch {
      if !isReplaying, refusedNames.insert(name).inserted { log(LogLevelError, "\(error)") }
      return HotloopStatusFailed
    }
  }

  fileprivate func store(_ name: String, _ bytes: [UInt8]) {
    do throws(StorageError) { try stored.store(name, bytes) } catch { receive(LogLevelError, "\(error)") }
  }

  fileprivate func rejectStored(_ name: String, line: Int, _ message: String) {
    do throws(StorageError) { try stored.reject(name, line: line, message: message) } catch {
      receive(LogLevelError, "\(error)")
    }
  }
}

private func services(_ context: UnsafeMutableRawPointer?) -> HostServices {
  // Every table carries its own services as context.
  unsafe Unmanaged<HostServices>.fromOpaque(context!).takeUnretainedValue()
}

private func makeHostTable(context: UnsafeMutableRawPointer, isTrial: Bool) -> HostTable {
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
      guard let asset = unsafe services(context).asset(String(cString: path)) else {
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
      unsafe services(context).receiveAssetResult(path, revision, problem)
    },
    request_reload: { context in unsafe services(context).requestReload() },
    request_quit: { context in unsafe services(context).requestQuit() },
    stored: { context, name, view in
      guard let name = unsafe name, let view = unsafe view else { return HotloopStatusFailed }
      return unsafe services(context).readStored(String(cString: name), into: &view.pointee)
    },
    store: { context, name, bytes, count in
      guard let name = unsafe name, let count = Int(exactly: count) else { return }
      let content = unsafe Array(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
      unsafe services(context).store(String(cString: name), content)
    },
    stored_rejected: { context, name, line, message in
      guard let name = unsafe name else { return }
      let message = unsafe message.map { unsafe String(cString: $0) } ?? "no reason was given"
      unsafe services(context).rejectStored(String(cString: name), line: Int(line), message)
    },
    bell: { context in unsafe services(context).requestBell() },
    read_text: { context in unsafe services(context).requestText() },
    is_trial: isTrial ? 1 : 0, unused: 0,
    error_caught: { _, error in unsafe throw_record_catch(error) },
    key_names: { context, action, names, capacity in
      unsafe services(context).keyNames.write(action, to: names, capacity: capacity)
    },
    picture_place: { context, x, y, columns, rows in
      unsafe services(context).place(PicturePlace(x: x, y: y, columns: columns, rows: rows))
    },
    kept_find: { context, request, memory in
      let services = unsafe services(context)
      return unsafe services.kept.find(request, memory, isEarlier: services.isReplaying)
    },
    kept_begin: { context, request, memory in unsafe services(context).kept.begin(request, memory) },
    kept_publish: { context, request, handle, memory in
      let services = unsafe services(context)
      return unsafe services.kept.publish(request, handle, memory, isEarlier: services.isReplaying)
    },
    kept_release: { context, handle in unsafe services(context).kept.release(handle) },
    kept_delete: { context, module, key in
      let services = unsafe services(context)
      return unsafe services.kept.delete(module, key, isEarlier: services.isReplaying)
    },
    service_start: { context, info, code in unsafe services(context).startService(info, code) },
    service_stop: { context, info, limit in unsafe services(context).stopService(info, limit: limit) },
    service_send: { context, info, message in unsafe services(context).send(info, message) },
    service_messages: { context, info, messages, capacity in
      unsafe services(context).copyMessages(info, messages, capacity: capacity)
    },
    service_receive: { context, handle, message, limit in
      unsafe services(context).receive(handle, message, limit: limit)
    },
    service_reply: { context, handle, message in unsafe services(context).reply(handle, message) },
    service_is_ending: { context, handle, limit in
      unsafe services(context).isEnding(handle, limit: limit) ? 1 : 0
    })
}
