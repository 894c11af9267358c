public import CGameABI
import CGameImage
import Foundation
import Game
import GameSDK
public import World

/// A minimal host for Cinder: calls the game through its table and serves the repository's assets.
///
/// Call `close` when done, on the same thread; until then it holds the lock on the process's one game image.
@safe public final class CinderHost {
  /// The repository's assets.
  public static let assets = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../assets").standardizedFileURL
  private static let byteCount = 1 << 20

  private var table: UnsafePointer<GameTable>?
  private let arena: UnsafeMutableRawPointer
  private var tickNumber: UInt64 = 0
  /// Warnings, errors and rejected assets, as the game reported them.
  public private(set) var problems: [String] = []
  /// Asset contents by path that replace the files' contents.
  public var overrides: [String: String] = [:]
  /// The revision of every asset.
  private var revision: UInt64 = 1
  /// The bytes last handed out for each asset.
  private var views: [String: (revision: UInt64, bytes: UnsafeMutableBufferPointer<UInt8>)] = unsafe [:]
  /// The bytes handed out for stored files.
  private var storedViews: [UnsafeMutableBufferPointer<UInt8>] = unsafe []
  /// The stored files by name: what the game reads, and what it stored.
  public var storedFiles: [String: String] = [:] {
    didSet { storedRevision += 1 }
  }
  private var storedRevision: UInt64 = 1
  /// How often the game rang the bell, and asked for the end of the process.
  public private(set) var bells = 0
  public private(set) var quitRequests = 0
  private var isClosed = false
  /// Whether the game asked for text in the last tick.
  public private(set) var readsText = false
  private let hostTable = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)

  /// Starts the game in a fresh world.
  ///
  /// - Parameters:
  ///   - overrides: Asset contents by path that replace the files' contents.
  ///   - storedFiles: What is on disk for the player, by name.
  public init(seed: UInt64, overrides: [String: String] = [:], storedFiles: [String: String] = [:]) {
    hotloop_image_lock()
    self.overrides = overrides
    self.storedFiles = storedFiles
    unsafe arena = UnsafeMutableRawPointer.allocate(byteCount: CinderHost.byteCount, alignment: 4096)
    unsafe arena.initializeMemory(as: UInt8.self, repeating: 0, count: CinderHost.byteCount)
    unsafe hostTable.initialize(to: HostTable())
    unsafe hostTable.pointee.abi_version = HOTLOOP_ABI_VERSION
    unsafe hostTable.pointee.struct_size = UInt32(MemoryLayout<HostTable>.size)
    unsafe hostTable.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    setServices()
    unsafe table = unsafe hotloopGameEntry(hostTable)
    if let defect = unsafe game.defect { preconditionFailure(unsafe String(cString: defect)) }
    unsafe header.pointee.bytes_used = UInt64(MemoryLayout<World>.stride)
    unsafe header.pointee.bytes_reserved = UInt64(CinderHost.byteCount)
    unsafe header.pointee.random_state = (seed, 2, 3, 4)
    _ = unsafe game.start(header)
  }

  private func setServices() {
    unsafe hostTable.pointee.log = { context, level, text, length in
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
      if level.rawValue >= LogLevelWarning.rawValue {
        unsafe CinderHost.from(context).problems.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    unsafe hostTable.pointee.asset = { context, path, view in
      unsafe CinderHost.from(context).asset(String(cString: path!), view!)
    }
    unsafe hostTable.pointee.asset_result = { context, path, _, line, message in
      guard let message = unsafe message else { return }
      unsafe CinderHost.from(context).problems.append(
        "\(String(cString: path!)):\(line): \(String(cString: message))")
    }
    unsafe hostTable.pointee.request_quit = { context in unsafe CinderHost.from(context).quitRequests += 1 }
    unsafe hostTable.pointee.read_text = { context in unsafe CinderHost.from(context).readsText = true }
    unsafe hostTable.pointee.bell = { context in unsafe CinderHost.from(context).bells += 1 }
    setStoredFiles()
  }

  private func setStoredFiles() {
    unsafe hostTable.pointee.stored = { context, name, view in
      unsafe CinderHost.from(context).stored(String(cString: name!), view!)
    }
    unsafe hostTable.pointee.store = { context, name, bytes, count in
      let content = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
      unsafe CinderHost.from(context).storedFiles[String(cString: name!)] = String(
        decoding: content, as: UTF8.self)
    }
    unsafe hostTable.pointee.stored_rejected = { context, name, line, message in
      let (host, name) = unsafe (CinderHost.from(context), String(cString: name!))
      host.storedFiles[name] = nil
      host.problems.append("\(name):\(line): \(unsafe String(cString: message!))")
    }
  }

  /// A test that failed before its `defer` must not keep the lock.
  deinit { close() }

  /// Frees the world and releases the lock. The host table stays allocated: the image keeps its address.
  public func close() {
    if isClosed { return }
    isClosed = true
    unsafe arena.deallocate()
    let handedOut = unsafe Array(views.values)
    for index in unsafe handedOut.indices { unsafe handedOut[index].bytes.deallocate() }
    for index in unsafe storedViews.indices { unsafe storedViews[index].deallocate() }
    hotloop_image_unlock()
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CinderHost {
    unsafe Unmanaged<CinderHost>.fromOpaque(context!).takeUnretainedValue()
  }

  // The entry returns NULL only for another contract version.
  private var game: GameTable { unsafe table!.pointee }

  private var header: UnsafeMutablePointer<WorldHeader> {
    unsafe arena.assumingMemoryBound(to: WorldHeader.self)
  }

  /// A copy of the world's fixed part. Outside callbacks only the `storage` of its pools may be read.
  public var world: World { unsafe arena.assumingMemoryBound(to: World.self).pointee }

  /// Changes the world between two ticks.
  public func changeWorld(_ body: (inout World) -> Void) {
    unsafe body(&arena.assumingMemoryBound(to: World.self).pointee)
  }

  /// Changes each creature between two ticks.
  public func changeCreatures(_ body: (inout Creature) -> Void) {
    let pool = world.creatures.storage
    let start = unsafe arena.advanced(by: Int(pool.offset)).assumingMemoryBound(to: Creature.self)
    for index in 0..<Int(pool.count) { unsafe body(&start[index]) }
  }

  /// Copies of the elements of a pool.
  public var creatures: [Creature] { elements(world.creatures.storage, as: Creature.self) }
  public var shots: [Shot] { elements(world.shots.storage, as: Shot.self) }
  public var spawners: [Spawner] { elements(world.spawners.storage, as: Spawner.self) }
  public var upgrades: [Upgrade] { elements(world.upgrades.storage, as: Upgrade.self) }
  public var offers: [Upgrade] { elements(world.offers.storage, as: Upgrade.self) }

  private func elements<Element>(_ pool: PoolStorage, as type: Element.Type) -> [Element] {
    let start = unsafe arena.advanced(by: Int(pool.offset)).assumingMemoryBound(to: type)
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(pool.count)))
  }

  /// The text of an asset; nil if there is none.
  public func assetText(_ path: String) -> String? {
    overrides[path] ?? (try? String(contentsOf: CinderHost.assets.appending(path: path), encoding: .utf8))
  }

  /// All bytes of the arena.
  public var bytes: [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: arena, count: CinderHost.byteCount))
  }

  /// Raises the revision of every asset, so that the game reads all of them again.
  public func saveAllAssets() { revision += 1 }

  private func asset(_ path: String, _ view: UnsafeMutablePointer<AssetView>) -> HotloopStatus {
    if unsafe views[path]?.revision != revision {
      guard let text = assetText(path) else { return HotloopStatusNone }
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
      _ = unsafe copy.initialize(from: text.utf8)
      unsafe views[path] = unsafe (revision, copy)
    }
    guard let known = unsafe views[path] else { return HotloopStatusNone }
    unsafe view.pointee = AssetView(
      bytes: UnsafePointer(known.bytes.baseAddress), count: UInt64(known.bytes.count),
      revision: known.revision)
    return HotloopStatusOK
  }

  private func stored(_ name: String, _ view: UnsafeMutablePointer<AssetView>) -> HotloopStatus {
    guard let text = storedFiles[name] else { return HotloopStatusNone }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = unsafe copy.initialize(from: text.utf8)
    unsafe storedViews.append(copy)
    unsafe view.pointee = AssetView(
      bytes: UnsafePointer(copy.baseAddress), count: UInt64(copy.count), revision: storedRevision)
    return HotloopStatusOK
  }

  /// Runs one tick; returns whether it succeeded.
  public func step(held: UInt64, pressed: UInt64, typed: Unicode.Scalar? = nil) -> Bool {
    readsText = false
    var info = TickInfo(
      tick: tickNumber, dt: 1.0 / 60,
      input: InputSample(
        held: held, pressed: pressed, released: 0, mouse_column: -1, mouse_row: -1,
        mouse_buttons: (typed?.value ?? 0) << 8))
    tickNumber += 1
    let status = unsafe game.step(header, &info)
    unsafe header.pointee.tick += 1
    return status == HotloopStatusOK
  }

  /// Draws one frame; nil if drawing failed.
  public func drawCells(columns: Int, rows: Int) -> [Cell]? {
    let blank = Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: HOTLOOP_COLOR_DEFAULT, style: 0)
    var cells = [Cell](repeating: blank, count: columns * rows)
    let status = unsafe cells.withUnsafeMutableBufferPointer { buffer in
      var frame = unsafe Frame(
        cells: buffer.baseAddress, columns: UInt32(columns), rows: UInt32(rows), alpha: 0.5, unused: 0)
      return unsafe game.draw(header, &frame)
    }
    return status == HotloopStatusOK ? cells : nil
  }

  /// Draws one frame and returns its rows as text; nil if drawing failed.
  public func draw(columns: Int, rows: Int) -> [String]? {
    guard let cells = drawCells(columns: columns, rows: rows) else { return nil }
    return (0..<rows).map { row in
      var line = ""
      for cell in cells[row * columns..<(row + 1) * columns] {
        if let scalar = Unicode.Scalar(cell.glyph), cell.glyph != 0 { line.unicodeScalars.append(scalar) }
      }
      return line
    }
  }

  /// Calls the reload handlers of the same build, one after the other.
  public func reload() -> Bool {
    var info = unsafe ReloadInfo()
    return unsafe game.before_reload(header, &info) == HotloopStatusOK
      && game.after_reload(header, &info) == HotloopStatusOK
  }
}

extension CinderHost {
  /// The bit of an action in an input sample, by its name in keys.yaml; nil if the game has no such action.
  public func bit(of action: String) -> UInt64? {
    unsafe (0..<Int(game.action_count)).first { unsafe String(cString: game.actions[$0]!) == action }
      .map { 1 << UInt64($0) }
  }
}
