import ArgumentParser
import CGameABI
import Engine
import Foundation
import GameBuilder
import HotReload
import WorldState

/// `hotloop bench loop`: what the host itself costs per tick, and how late its ticks are.
struct LoopBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop",
    abstract: "Play a game with a world of 1 MiB: the host's own cost per tick, and how late ticks are.",
    discussion: """
      A game is played without a terminal at 60 ticks a second. The host's cost is the time from waking to sleeping, less \
      the game's own step and frame, which the game times itself. Lateness is how long after its deadline the safe point \
      of a tick begins; beside it runs a bare loop of clock_nanosleep on a thread of its own, as the floor.
      """)

  @Flag(help: "10 seconds in place of a minute.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  private static let rate = 60

  func run() throws {
    let workshop = try DriftWorkshop(from: ".")
    let image = try workshop.build()[0]
    try DriftHost.enterThread()
    let clock = WatchedClock()
    let host = try DriftHost(worldSize: 1 << 20, workshop: workshop, clock: clock)
    let generation = try load(image, for: host)
    host.gameGateway.post { $0.propose(generation, cause: .save, savedAt: nil) }
    let ticks = (quick ? 10 : 60) * Self.rate
    var left = ticks
    host.game.onStep = { [unowned loop = host.loop] in
      left -= 1
      if left == 0 { loop.requestExit("measured") }
    }
    let bare = try BareLoop(ticksPerSecond: Self.rate)
    _ = host.loop.run()
    let floor = bare.end()
    let laps = try LapReader(host.game.game.snapshot())
    try report(clock.turns, host.game.turns, laps, floor).deliver(json: json)
  }

  private func load(_ built: BuiltImage, for host: DriftHost) throws -> Generation {
    try ImageFile.check(built.path)
    let image = try GameImage.load(path: built.path, services: host.services)
    return Generation(number: 1, image: image, built: built, after: nil)
  }

  private func report(
    _ turns: [WatchedClock.Turn], _ steps: [TimedGame.Turn], _ laps: LapReader, _ bare: [UInt64]
  ) -> BenchReport {
    var cost = Samples()
    var lateness = Samples()
    var tick = 0
    for turn in turns {
      guard tick < steps.count else { break }
      // A turn in which no step was made is one that something else woke the loop for.
      guard steps[tick].start <= turn.woke + turn.awake else { continue }
      let own = laps.nanoseconds(ofTick: tick)
      // The first second warms up.
      if tick >= Self.rate, turn.awake > own {
        cost.add(nanoseconds: turn.awake - own)
        lateness.add(nanoseconds: turn.woke > turn.deadline ? turn.woke - turn.deadline : 0)
      }
      while tick < steps.count, steps[tick].start <= turn.woke + turn.awake { tick += 1 }
    }
    var floor = Samples()
    for late in bare { floor.add(nanoseconds: late) }
    func figure(_ figure: String, _ value: Double, floor: Double? = nil) -> BenchFigure {
      BenchFigure(
        bench: "loop", name: "1 MiB", figure: figure, value: value * 1000, unit: "µs",
        floor: floor.map { $0 * 1000 })
    }
    return BenchReport(figures: [
      figure("host-cost", cost.median), figure("host-cost-p99", cost.p99),
      figure("lateness-p50", lateness.median, floor: floor.median),
      figure("lateness-p99", lateness.p99, floor: floor.p99),
    ])
  }
}

/// What the measured game wrote down of its own time: a ring of laps, the first pool of its world.
private struct LapReader {
  /// By tick, for the latest `SwapGame.laps`: of the step, and of the frame before it.
  private let laps: [(step: UInt32, draw: UInt32)]
  private let ticks: Int

  init(_ snapshot: Snapshot?) throws {
    guard let snapshot else { throw CommandError("the measured game did not run") }
    ticks = Int(snapshot.header.tick)
    laps = unsafe snapshot.bytes.withUnsafeBytes { bytes in
      // A snapshot is whole: its pools lie within its bytes.
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

  /// Of the step of this tick and of the frame after it.
  func nanoseconds(ofTick tick: Int) -> UInt64 {
    UInt64(laps[tick % laps.count].step) + (tick + 1 < ticks ? UInt64(laps[(tick + 1) % laps.count].draw) : 0)
  }
}
