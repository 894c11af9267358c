import CGameABI
import HotLoopProduct
import WorldState

/// The times that the game Drift measured of itself: a ring buffer, the first pool of its world.
struct GameTimes {
  /// By tick modulo ``DriftSource/timingCapacity``: the step, and the frame before it, in nanoseconds.
  private let timings: [(step: UInt32, draw: UInt32)]
  private let ticks: Int

  init(_ snapshot: Snapshot?) throws {
    guard let snapshot else { throw ProgramError("the measured game did not run") }
    ticks = Int(snapshot.header.tick)
    timings = unsafe snapshot.bytes.withUnsafeBytes { bytes in
      // A snapshot is complete: its pools lie within its bytes.
      let pool = unsafe bytes.loadUnaligned(
        fromByteOffset: MemoryLayout<WorldHeader>.size, as: PoolStorage.self)
      return (0..<Int(pool.count)).map { index in
        let offset = Int(pool.offset) + index * 8
        return unsafe (
          bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
          bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
        )
      }
    }
  }

  /// The step of this tick and the frame after it.
  func nanoseconds(ofTick tick: Int) -> UInt64 {
    let step = timings[tick % timings.count].step
    let draw = tick + 1 < ticks ? timings[(tick + 1) % timings.count].draw : 0
    return UInt64(step) + UInt64(draw)
  }
}
