import CCrashGuard
import CGameABI
import CWorldMemory
import Glibc
import SeededRandom
import Testing

@testable import WorldState

/// Worlds, checkpoints and random writes for the tests of checkpoints and retained worlds.
enum CheckpointFixture {
  /// All write watch methods that this machine supports.
  static let methods = Set([WriteWatchBySignals, write_watch_best_method()].map(\.rawValue)).sorted()

  static func installFaultHandler() {
    crash_guard_install(nil)
    crash_guard_set_write_fault_handler(write_watch_take_fault)
  }

  static func layout() throws -> Layout { try build { $0.world([.int32("score")]) } }

  /// A valid world with random bytes after its header.
  static func world(used: Int, reserved: Int) throws -> Arena {
    let arena = try Arena(name: "test world", bytesReserved: reserved)
    try arena.prepareFreshWorld(layout: try layout(), worldVersion: 1, seed: 7)
    arena.header.bytes_used = UInt64(used)
    var random = SplitMix64(seed: 1)
    for start in stride(from: 256, to: used, by: 256) {
      unsafe memset(arena.base + start, Int32(random.below(256)), min(256, used - start))
    }
    return arena
  }

  static func checkpoint(_ method: UInt32, reserved: Int) throws -> WorldCheckpoint {
    let checkpoint = WorldCheckpoint(
      in: try Arena(name: "test checkpoint", bytesReserved: reserved),
      method: WriteWatchMethod(rawValue: method))
    checkpoint.handlesFaults = true
    return checkpoint
  }

  /// Overwrites random runs of bytes after the header.
  static func scribble(_ arena: Arena, _ random: inout SplitMix64, runs: Int, longest: Int) {
    for _ in 0..<runs {
      let start = 128 + random.below(arena.bytesUsed - 128)
      let count = min(1 + random.below(longest), arena.bytesUsed - start)
      unsafe memset(arena.base + start, Int32(random.below(256)), count)
    }
  }
}
