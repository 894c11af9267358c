/// The source of Drift, the game whose swaps and ticks are measured.
///
/// Its world has as many bytes as an asset says. Each tick changes the motes near the player and a few others at random
/// indices. The game measures its own time.
enum DriftSource {
  /// The asset with the world's size in bytes.
  static let sizeAsset = "size.txt"
  /// Number of ticks whose times the world holds.
  static let timingCapacity = 4096
  /// Bytes reserved for everything but the pool of motes.
  private static let reservedBytes = 1 << 16

  /// Path in the package → content. Two versions of different pace are two generations.
  static func files(pace: Int) -> [String: String] {
    ["Game/World/include/world.h": header, "Game/World/world.c": clock, "Game/Drift.swift": game(pace)]
  }

  private static let header = """
    #ifndef BENCH_DRIFT_H
    #define BENCH_DRIFT_H
    #include "game_abi.h"

    /// Time spent in the game's own code: in the step of a tick, and in the frame before it.
    typedef struct DriftTiming { uint32_t step_ns, draw_ns; } DriftTiming;
    HOTLOOP_POOL(DriftTiming);

    typedef struct DriftMote { float x, y, dx, dy; int32_t hp, kind, age, owner; } DriftMote;
    HOTLOOP_POOL(DriftMote);

    typedef struct Drift {
      WorldHeader header;
      DriftTimingPool timings;
      DriftMotePool motes;
      float sum;
    } Drift;

    uint64_t drift_now(void);
    #endif

    """

  private static let clock = """
    #define _GNU_SOURCE
    #include "world.h"
    #include <time.h>

    uint64_t drift_now(void) {
      struct timespec now;
      clock_gettime(CLOCK_MONOTONIC, &now);
      return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    }

    """

  /// Not written as import lines, which tools would take for imports of this module.
  private static let imports = ["GameSDK", "World"].map { "import \($0)" }.joined(separator: "\n")

  private static func game(_ pace: Int) -> String {
    """
    \(imports)

    extension DriftTimingPool: Pool { public typealias Element = DriftTiming }
    extension DriftMotePool: Pool { public typealias Element = DriftMote }

    struct DriftGame: Game {
      typealias World = Drift
      typealias Action = NoAction

      static let pace: Float = \(pace)
      let size = Asset("\(sizeAsset)", fallback: 1 << 16) { (text: String) in Int(text) ?? 1 << 16 }

      /// Of the last frame.
      var drawTime: UInt32 = 0

      mutating func start(_ world: inout Drift, _ setup: Setup) {
        for _ in 0..<\(timingCapacity) { world.timings.append(DriftTiming()) }
        let count = max(64, (size.value - \(reservedBytes)) / MemoryLayout<DriftMote>.stride)
        _ = world.motes.reserve(count)
        for number in 0..<count {
          world.motes.append(DriftMote(x: Float(number), y: 0, dx: 1, dy: 1, hp: 1, kind: 0, age: 0, owner: 0))
        }
      }

      mutating func step(_ world: inout Drift, _ tick: Tick<NoAction>) {
        let start = drift_now()
        for index in 0..<min(1_000, world.motes.count) { move(&world.motes[index]) }
        for _ in 0..<64 { move(&world.motes[tick.random.next(in: 0..<world.motes.count)]) }
        world.sum += Self.pace
        world.timings[Int(tick.number) % \(timingCapacity)] =
          DriftTiming(step_ns: UInt32(drift_now() - start), draw_ns: drawTime)
      }

      func move(_ mote: inout DriftMote) {
        mote.x += mote.dx * Self.pace
        mote.age += 1
      }

      mutating func draw(_ world: borrowing Drift, on canvas: inout Canvas) {
        let start = drift_now()
        canvas.text("\\(world.motes.count) motes, sum \\(world.sum)", column: 2, row: 4)
        drawTime = UInt32(drift_now() - start)
      }
    }

    """
  }
}
