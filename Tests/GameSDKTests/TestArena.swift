import CGameABI
import CGameImage
import WorldFixtures

@testable import GameSDK

extension ItemPool: Pool { public typealias Element = Item }
extension OddPool: Pool { public typealias Element = Odd }
extension NestPool: Pool { public typealias Element = Nest }
// An element type that a world cannot contain, for the test of its rejection.
extension PoolPointerPool: @unsafe Pool { public typealias Element = PoolPointer }

/// A world for tests in its own arena. Only one arena is used at a time.
@safe final class TestArena<World> {
  let start: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int = 1 << 16, seed: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)) {
    self.byteCount = byteCount
    unsafe start = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 4096)
    unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    unsafe header.pointee.magic = HOTLOOP_WORLD_MAGIC
    unsafe header.pointee.header_size = 128
    unsafe header.pointee.bytes_used = UInt64(MemoryLayout<World>.stride)
    unsafe header.pointee.bytes_reserved = UInt64(byteCount)
    unsafe header.pointee.random_state = seed
  }

  deinit { unsafe start.deallocate() }

  var header: UnsafeMutablePointer<WorldHeader> { unsafe start.assumingMemoryBound(to: WorldHeader.self) }

  /// All bytes of the arena.
  var bytes: [UInt8] { unsafe Array(UnsafeRawBufferPointer(start: start, count: byteCount)) }

  /// Runs code as if inside a callback.
  func use<R>(_ body: (inout World) throws -> R) rethrows -> R {
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    // The host of the previous test no longer exists.
    unsafe Host.table = nil
    unsafe CallbackArena.enter(header)
    defer { CallbackArena.leave() }
    return try unsafe body(&start.assumingMemoryBound(to: World.self).pointee)
  }
}
