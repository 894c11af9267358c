import CGameABI

@testable import GameSDK

/// A host for tests: serves assets from memory and records the calls.
@safe final class TestHost {
  struct Report: Equatable {
    var path: String
    var line: Int
    /// Nil if the content was accepted.
    var message: String?
  }

  var assets: [String: (content: [UInt8], revision: UInt64)] = [:]
  private(set) var log: [String] = []
  private(set) var reports: [Report] = []
  var stored: [String: (content: [UInt8], revision: UInt64)] = [:]
  private(set) var storedRejections: [Report] = []
  var kept: [String: KeptEntry] = [:]
  var keptDrafts = 0
  var keptReleases = 0
  /// Whether there is no room for kept values.
  var refusesKept = false
  private(set) var bells = 0
  /// Of the pictures: x, y, columns, rows.
  private(set) var places: [[Int]] = []
  private(set) var reloadRequests = 0
  private(set) var quitRequests = 0

  func save(_ path: String, _ text: String) {
    assets[path] = (Array(text.utf8), (assets[path]?.revision ?? 0) + 1)
  }

  func store(_ name: String, _ bytes: some Sequence<UInt8>) {
    stored[name] = (Array(bytes), (stored[name]?.revision ?? 0) + 1)
  }

  func removeReports() { reports = [] }

  /// The table for an image. It is never freed, as the contract requires; this object must outlive its use.
  lazy var table: UnsafePointer<HostTable> = {
    let table = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)
    unsafe table.initialize(to: HostTable())
    unsafe table.pointee.abi_version = HOTLOOP_ABI_VERSION
    unsafe table.pointee.struct_size = UInt32(MemoryLayout<HostTable>.size)
    unsafe table.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    unsafe table.pointee.is_trial = 1
    unsafe table.pointee.log = { context, _, text, length in
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
      unsafe TestHost.from(context).log.append(String(decoding: bytes, as: UTF8.self))
    }
    unsafe table.pointee.asset = { context, path, view in
      let host = unsafe TestHost.from(context)
      return unsafe TestHost.show(host.assets[String(cString: path!)], in: view!)
    }
    unsafe table.pointee.asset_result = { context, path, _, line, message in
      unsafe TestHost.from(context).reports.append(
        Report(
          path: String(cString: path!), line: Int(line), message: message.map { unsafe String(cString: $0) }))
    }
    unsafe table.pointee.request_reload = { context in unsafe TestHost.from(context).reloadRequests += 1 }
    unsafe table.pointee.request_quit = { context in unsafe TestHost.from(context).quitRequests += 1 }
    unsafe table.pointee.stored = { context, name, view in
      let host = unsafe TestHost.from(context)
      return unsafe TestHost.show(host.stored[String(cString: name!)], in: view!)
    }
    unsafe table.pointee.store = { context, name, bytes, count in
      let content = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
      unsafe TestHost.from(context).store(String(cString: name!), content)
    }
    unsafe table.pointee.stored_rejected = { context, name, line, message in
      let (host, name) = unsafe (TestHost.from(context), String(cString: name!))
      host.stored[name] = nil
      unsafe host.storedRejections.append(
        Report(path: name, line: Int(line), message: String(cString: message!)))
    }
    unsafe table.pointee.picture_place = { context, x, y, columns, rows in
      unsafe TestHost.from(context).places.append([Int(x), Int(y), Int(columns), Int(rows)])
    }
    unsafe TestHost.setKept(table)
    unsafe table.pointee.bell = { context in unsafe TestHost.from(context).bells += 1 }
    return unsafe UnsafePointer(table)
  }()

  /// Fills a view with a copy, which is never freed.
  private static func show(
    _ file: (content: [UInt8], revision: UInt64)?, in view: UnsafeMutablePointer<AssetView>
  ) -> HotloopStatus {
    guard let file else { return HotloopStatusNone }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, file.content.count))
    _ = unsafe copy.update(fromContentsOf: file.content)
    unsafe view.pointee = AssetView(
      bytes: UnsafePointer(copy.baseAddress), count: UInt64(file.content.count), revision: file.revision)
    return HotloopStatusOK
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> TestHost {
    unsafe Unmanaged<TestHost>.fromOpaque(context!).takeUnretainedValue()
  }
}
