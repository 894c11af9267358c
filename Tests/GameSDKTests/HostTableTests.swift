import CGameABI
import CGameImage
import Glibc
import Testing
import WorldFixtures

@testable import GameSDK

/// Tables of hosts that were compiled with another version of game_abi.h.
@Suite("Host table")
struct HostTableTests {
  /// The sizes of tables that end after one of the functions, of the whole table, and of a later one.
  static let sizes: [Int] = unsafe [
    Int(HotloopMinHostTableSize), MemoryLayout<HostTable>.offset(of: \.asset_result)!,
    MemoryLayout<HostTable>.offset(of: \.request_reload)!,
    MemoryLayout<HostTable>.offset(of: \.request_quit)!,
    MemoryLayout<HostTable>.offset(of: \.stored)!, MemoryLayout<HostTable>.offset(of: \.store)!,
    MemoryLayout<HostTable>.offset(of: \.stored_rejected)!, MemoryLayout<HostTable>.offset(of: \.bell)!,
    MemoryLayout<HostTable>.offset(of: \.is_trial)!,
    MemoryLayout<HostTable>.offset(of: \.picture_place)!, MemoryLayout<HostTable>.offset(of: \.kept_find)!,
    MemoryLayout<HostTable>.offset(of: \.kept_begin)!, MemoryLayout<HostTable>.offset(of: \.kept_publish)!,
    MemoryLayout<HostTable>.offset(of: \.kept_release)!, MemoryLayout<HostTable>.offset(of: \.kept_delete)!,
    MemoryLayout<HostTable>.size,
    MemoryLayout<HostTable>.size + 64,
  ]

  @Test("Functions that a shorter table lacks do nothing, and those that it has work", arguments: sizes)
  func size(of size: Int) throws {
    let host = TestHost()
    host.save("n.txt", "3")
    host.store("s.txt", "5".utf8)
    let memory = unsafe TableMemory(host.table, size: size)
    let table = unsafe try #require(HostTable.copy(of: memory.table))
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    unsafe Host.table = unsafe table
    defer { unsafe Host.table = nil }
    Log.info("hello")
    let asset = unsafe Host.asset("n.txt").map { unsafe $0.count }
    Host.assetAccepted("n.txt", revision: 1)
    Host.requestReload()
    Host.requestQuit()
    let stored = unsafe Host.stored("s.txt").map { unsafe $0.count }
    Host.store("t.txt", "6")
    Host.storedRejected("s.txt", line: 1, message: "wrong")
    Host.ringBell()
    Host.placePicture((3, -4), .sextants)
    let kept = try? Kept.create("one") { 1 }
    let isDeleted = Kept.delete("one")
    #expect(host.log == ["hello"])
    #expect(asset == (size > Self.sizes[0] ? 1 : nil))
    #expect(host.reports.count == (size > Self.sizes[1] ? 1 : 0))
    #expect(host.reloadRequests == (size > Self.sizes[2] ? 1 : 0))
    #expect(host.quitRequests == (size > Self.sizes[3] ? 1 : 0))
    #expect(stored == (size > Self.sizes[4] ? 1 : nil))
    #expect((host.stored["t.txt"] != nil) == (size > Self.sizes[5]))
    #expect(host.places == (size > Self.sizes[9] ? [[3, -4, 2, 3]] : []))
    #expect(host.storedRejections.count == (size > Self.sizes[6] ? 1 : 0))
    // All but `release` are needed for a value.
    #expect(kept == (size > Self.sizes[12] ? 1 : nil))
    #expect(isDeleted == (size > Self.sizes[14]))
    #expect(host.bells == (size > Self.sizes[7] ? 1 : 0))
    #expect(Trial.isRunning == (size > Self.sizes[8]))
  }

  @Test("The entry accepts the shortest table and rejects a shorter one")
  func shortest() {
    let host = TestHost()
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    let shortest = unsafe TableMemory(host.table, size: Self.sizes[0])
    #expect(unsafe hotloopGameEntry(shortest.table) != nil)
    let tooShort = unsafe TableMemory(host.table, size: Self.sizes[0] - 8)
    #expect(unsafe hotloopGameEntry(tooShort.table) == nil)
    unsafe Host.table = nil
  }
}

/// A copy of a host table with another size. It ends at an inaccessible page, so that reading beyond it crashes the test.
@safe private final class TableMemory {
  private static let page = sysconf(Int32(_SC_PAGESIZE))
  private let pages: UnsafeMutableRawPointer
  let table: UnsafePointer<HostTable>

  init(_ host: UnsafePointer<HostTable>, size: Int) {
    unsafe pages = mmap(
      nil, 2 * Self.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    unsafe mprotect(pages + Self.page, Self.page, PROT_NONE)
    let start = unsafe pages + Self.page - size
    unsafe start.copyMemory(from: host, byteCount: min(size, MemoryLayout<HostTable>.size))
    unsafe start.storeBytes(of: UInt32(size), toByteOffset: 4, as: UInt32.self)
    unsafe table = UnsafePointer(start.assumingMemoryBound(to: HostTable.self))
  }

  deinit { unsafe munmap(pages, 2 * Self.page) }
}
