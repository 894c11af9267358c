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
  private(set) var reloadRequests = 0
  private(set) var quitRequests = 0

  func save(_ path: String, _ text: String) {
    assets[path] = (Array(text.utf8), (assets[path]?.revision ?? 0) + 1)
  }

  func removeReports() { reports = [] }

  /// The table for an image. It is never freed, as the contract requires; this object must outlive its use.
  lazy var table: UnsafePointer<HostTable> = {
    let table = UnsafeMutablePointer<HostTable>.allocate(capacity: 1)
    unsafe table.initialize(to: HostTable())
    unsafe table.pointee.abi_version = HOTLOOP_ABI_VERSION
    unsafe table.pointee.struct_size = UInt32(MemoryLayout<HostTable>.size)
    unsafe table.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    unsafe table.pointee.log = { context, _, text, length in
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
      unsafe TestHost.from(context).log.append(String(decoding: bytes, as: UTF8.self))
    }
    unsafe table.pointee.asset = { context, path, view in
      let host = unsafe TestHost.from(context)
      guard let asset = unsafe host.assets[String(cString: path!)] else { return HotloopStatusNone }
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, asset.content.count))
      _ = unsafe copy.update(fromContentsOf: asset.content)
      unsafe view!.pointee = AssetView(
        bytes: UnsafePointer(copy.baseAddress), count: UInt64(asset.content.count), revision: asset.revision)
      return HotloopStatusOK
    }
    unsafe table.pointee.asset_result = { context, path, _, line, message in
      unsafe TestHost.from(context).reports.append(
        Report(
          path: String(cString: path!), line: Int(line), message: message.map { unsafe String(cString: $0) }))
    }
    unsafe table.pointee.request_reload = { context in unsafe TestHost.from(context).reloadRequests += 1 }
    unsafe table.pointee.request_quit = { context in unsafe TestHost.from(context).quitRequests += 1 }
    return unsafe UnsafePointer(table)
  }()

  private static func from(_ context: UnsafeMutableRawPointer?) -> TestHost {
    unsafe Unmanaged<TestHost>.fromOpaque(context!).takeUnretainedValue()
  }
}
