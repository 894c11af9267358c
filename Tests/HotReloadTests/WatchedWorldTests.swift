import CCrashGuard
import CGameABI
import CWorldMemory
import Foundation
import Testing
import WorldState

/// Crashes of guarded calls in a watched world.
@Suite("Crashes in watched worlds", .serialized)
struct WatchedWorldTests {
  private static let used = 3 << 20

  /// Runs the body on a thread that can make guarded calls, like the loop's thread.
  private func onGuardedThread(_ body: @escaping @Sendable () throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var failure: (any Error)?
    Thread {
      crash_guard_install(nil)
      crash_guard_set_write_fault_handler(write_watch_take_fault)
      precondition(unsafe crash_guard_enter_thread() != nil)
      do { try body() } catch { unsafe failure = error }
      done.signal()
    }.start()
    done.wait()
    if let failure = unsafe failure { throw failure }
  }

  /// All write watch methods that this machine supports.
  static let methods = Set([WriteWatchBySignals, write_watch_best_method()].map(\.rawValue)).sorted()

  private static func world(_ method: UInt32) throws -> (Arena, WorldCheckpoint) {
    let arena = try Arena(name: "test world", bytesReserved: 4 << 20)
    arena.header.bytes_used = UInt64(used)
    arena.header.bytes_reserved = UInt64(arena.bytesReserved)
    unsafe memset(arena.base + 128, 0x5A, used - 128)
    let checkpoint = WorldCheckpoint(
      in: try Arena(name: "test checkpoint", bytesReserved: 4 << 20),
      method: WriteWatchMethod(rawValue: method))
    checkpoint.handlesFaults = true
    try checkpoint.take(arena)
    return (arena, checkpoint)
  }

  @Test("A step that crashes after any number of writes can be undone completely", arguments: methods)
  func crashesAnywhere(method: UInt32) throws {
    try onGuardedThread {
      let (arena, checkpoint) = try Self.world(method)
      let before = unsafe arena.withBytes { unsafe Array($0) }
      for count in 0..<100 as Range<Int64> {
        var writes = count
        var result: Int32 = 0
        var fault = CrashFault()
        let returned = unsafe crash_guard_call(
          { world, writes in
            // `count` writes all over the world, then one to an unmapped address.
            let count = unsafe writes!.load(as: Int64.self)
            for number in 0..<count {
              let offset = 128 + Int((number &* 0x9E37_79B9) % Int64((3 << 20) - 256)) & ~7
              unsafe world!.storeBytes(of: number &* count, toByteOffset: offset, as: Int64.self)
            }
            unsafe UnsafeMutablePointer<Int32>(bitPattern: 16)!.pointee = 1
            return 0
          }, arena.base, &writes, &result, &fault)
        #expect(!returned && fault.signal == SIGSEGV && fault.address == 16)
        try checkpoint.restore(arena)
        guard unsafe arena.withBytes({ unsafe Array($0) }) == before else {
          Issue.record("after \(count) writes the restored world differs")
          return
        }
        try checkpoint.take(arena)
      }
    }
  }

  @Test("A jump into a watched world is a crash, not a tracked write", arguments: methods)
  func jump(method: UInt32) throws {
    try onGuardedThread {
      let (arena, _) = try Self.world(method)
      var result: Int32 = 0
      var fault = CrashFault()
      let returned = unsafe crash_guard_call(
        { world, _ in
          typealias Function = @convention(c) () -> Int32
          return unsafe unsafeBitCast(world! + (1 << 20), to: Function.self)()
        }, arena.base, nil, &result, &fault)
      #expect(!returned && fault.signal == SIGSEGV)
      #expect(unsafe fault.address == UInt(bitPattern: arena.base + (1 << 20)))
    }
  }

  @Test("A write beyond the end of a watched world is a crash", arguments: methods)
  func beyond(method: UInt32) throws {
    try onGuardedThread {
      let (arena, checkpoint) = try Self.world(method)
      var result: Int32 = 0
      var fault = CrashFault()
      let returned = unsafe crash_guard_call(
        { world, _ in
          unsafe memset(world!, 1, (4 << 20) + 1)
          return 0
        }, arena.base, nil, &result, &fault)
      #expect(!returned && fault.signal == SIGSEGV)
      try checkpoint.restore(arena)
      #expect(arena.bytesUsed == Self.used)
      #expect(
        unsafe arena.withBytes { unsafe Array($0[128...]) } == Array(repeating: 0x5A, count: Self.used - 128))
    }
  }
}
