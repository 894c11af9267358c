import CGameABI
import Foundation
import GameSDK
import World
import WorldFixtures

/// Plays the game as the host does: through its table, with the files of the repository.
@safe final class CinderHost {
  private static let assets = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../assets").standardizedFileURL
  private static let byteCount = 1 << 20

  private let table: UnsafePointer<GameTable>
  private let arena: UnsafeMutableRawPointer
  private var number: UInt64 = 0
  /// What was said of files and failures.
  private(set) var complaints: [String] = []
  /// Contents in place of the files'.
  var replaced: [String: String] = [:]
  private var revision: UInt64 = 1
  /// What was handed out for the revision.
  private var views: [String: (revision: UInt64, bytes: UnsafeMutableBufferPointer<UInt8>)] = unsafe [:]
  private let hostTable = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)

  /// Holds the lock on this process's one image until `close`.
  init(seed: UInt64) {
    fixture_lock()
    unsafe arena = UnsafeMutableRawPointer.allocate(byteCount: CinderHost.byteCount, alignment: 4096)
    unsafe arena.initializeMemory(as: UInt8.self, repeating: 0, count: CinderHost.byteCount)
    unsafe hostTable.initialize(to: HostTable())
    // A live host and a table of the same version: the image gives its table.
    unsafe hostTable.pointee.abi_version = HOTLOOP_ABI_VERSION
    unsafe hostTable.pointee.struct_size = UInt32(MemoryLayout<HostTable>.size)
    unsafe table = hotloopGameEntry(hostTable)!
    if let defect = unsafe table.pointee.defect { preconditionFailure(unsafe String(cString: defect)) }
    unsafe hostTable.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    unsafe hostTable.pointee.log = { context, level, text, length in
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
      if level.rawValue >= LogLevelWarning.rawValue {
        unsafe CinderHost.from(context).complaints.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    unsafe hostTable.pointee.asset = { context, path, view in
      unsafe CinderHost.from(context).asset(String(cString: path!), view!)
    }
    unsafe hostTable.pointee.asset_result = { context, path, _, line, message in
      guard let message = unsafe message else { return }
      unsafe CinderHost.from(context).complaints.append(
        "\(String(cString: path!)):\(line): \(String(cString: message))")
    }
    unsafe header.pointee.bytes_used = UInt64(MemoryLayout<World>.stride)
    unsafe header.pointee.bytes_reserved = UInt64(CinderHost.byteCount)
    unsafe header.pointee.random_state = (seed, 2, 3, 4)
    _ = unsafe table.pointee.start(header)
  }

  func close() {
    unsafe arena.deallocate()
    let handedOut = unsafe Array(views.values)
    for index in unsafe handedOut.indices { unsafe handedOut[index].bytes.deallocate() }
    fixture_unlock()
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CinderHost {
    unsafe Unmanaged<CinderHost>.fromOpaque(context!).takeUnretainedValue()
  }

  private var header: UnsafeMutablePointer<WorldHeader> {
    unsafe arena.assumingMemoryBound(to: WorldHeader.self)
  }

  /// A copy of the world's fixed part. Its pools are to be looked at in their storage only.
  var world: World { unsafe arena.assumingMemoryBound(to: World.self).pointee }

  /// All bytes of the arena.
  var bytes: [UInt8] { unsafe Array(UnsafeRawBufferPointer(start: arena, count: CinderHost.byteCount)) }

  /// Has the files read again.
  func saveAll() { revision += 1 }

  private func asset(_ path: String, _ view: UnsafeMutablePointer<AssetView>) -> HotloopStatus {
    if unsafe views[path]?.revision != revision {
      let text =
        replaced[path] ?? (try? String(contentsOf: CinderHost.assets.appending(path: path), encoding: .utf8))
      guard let text else { return HotloopStatusNone }
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

  /// One tick; true if it went well.
  func step(held: UInt64, pressed: UInt64) -> Bool {
    var info = TickInfo(
      tick: number, dt: 1.0 / 60,
      input: InputSample(
        held: held, pressed: pressed, released: 0, mouse_column: -1, mouse_row: -1, mouse_buttons: 0))
    number += 1
    let status = unsafe table.pointee.step(header, &info)
    unsafe header.pointee.tick += 1
    return status == HotloopStatusOK
  }

  /// One picture as text; nil if drawing failed.
  func draw(columns: Int, rows: Int) -> [String]? {
    let blank = Cell(glyph: 0x20, fore: HOTLOOP_COLOR_DEFAULT, back: HOTLOOP_COLOR_DEFAULT, style: 0)
    var cells = [Cell](repeating: blank, count: columns * rows)
    let status = unsafe cells.withUnsafeMutableBufferPointer { buffer in
      var frame = unsafe Frame(
        cells: buffer.baseAddress, columns: UInt32(columns), rows: UInt32(rows), alpha: 0.5, unused: 0)
      return unsafe table.pointee.draw(header, &frame)
    }
    guard status == HotloopStatusOK else { return nil }
    return (0..<rows).map { row in
      var line = ""
      for cell in cells[row * columns..<(row + 1) * columns] {
        if let scalar = Unicode.Scalar(cell.glyph), cell.glyph != 0 { line.unicodeScalars.append(scalar) }
      }
      return line
    }
  }

  /// As a reload does it, into the same code.
  func reload() -> Bool {
    var info = unsafe ReloadInfo()
    return unsafe table.pointee.before_reload(header, &info) == HotloopStatusOK
      && table.pointee.after_reload(header, &info) == HotloopStatusOK
  }
}
