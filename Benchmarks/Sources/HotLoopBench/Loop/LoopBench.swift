import ArgumentParser
import Engine
import GameBuilder
import Glibc
import HostSystem
import HotReload

/// `hotloop bench loop`: what the host itself costs per tick, and how late its ticks are.
struct LoopBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop",
    abstract: "Play a game with a world of 1 MiB: the host's own cost per tick, and how late ticks are.",
    discussion: """
      A game is played without a terminal at 60 ticks a second. The host's cost is the time from waking to sleeping, less \
      the game's own step and frame, which the game measures itself; its floor is one copy of as many bytes as the world \
      has, made as often as there are ticks. Lateness is the time from the deadline of a tick to \
      its safe point. The floor of lateness is measured at the same time: a thread that only calls clock_nanosleep.
      """)

  @Flag(help: "10 seconds instead of a minute.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  private static let ticksPerSecond = 60
  /// Bytes.
  private static let worldSize = 1 << 20

  func run() throws {
    let package = try DriftPackage()
    let image = try package.build()[0]
    try InProcessHost.enterThread()
    let clock = RecordingClock()
    let host = try InProcessHost(worldSize: Self.worldSize, package: package, clock: clock)
    let generation = try load(image, for: host)
    host.gameGateway.post { $0.propose(generation, cause: .save, savedAt: nil) }
    var ticksLeft = (quick ? 10 : 60) * Self.ticksPerSecond
    host.game.onStep = { [unowned loop = host.loop] in
      ticksLeft -= 1
      if ticksLeft == 0 { loop.requestExit("measured") }
    }
    let bare = try BareLoop(ticksPerSecond: Self.ticksPerSecond)
    _ = host.loop.run()
    let floor = bare.end()
    let gameTimes = try GameTimes(host.game.game.snapshot())
    try report(clock.iterations, host.game.ticks, gameTimes, floor, copyTimes()).publish(json: json)
  }

  /// The times of copying a world after pauses of a tick, as what else the machine does leaves the caches.
  private func copyTimes() -> Samples {
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.worldSize, alignment: 4096)
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.worldSize, alignment: 4096)
    defer {
      unsafe source.deallocate()
      unsafe target.deallocate()
    }
    unsafe source.initializeMemory(as: UInt8.self, repeating: 1)
    unsafe target.initializeMemory(as: UInt8.self, repeating: 2)
    var times = Samples()
    for _ in 0..<(quick ? 2 : 10) * Self.ticksPerSecond {
      usleep(1_000_000 / UInt32(Self.ticksPerSecond))
      let start = MonotonicClock.now()
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(source))
      times.add(nanoseconds: MonotonicClock.now() - start)
    }
    return times
  }

  private func load(_ built: BuiltImage, for host: InProcessHost) throws -> Generation {
    try ImageFile.check(built.path)
    let image = try GameImage.load(path: built.path, services: host.services)
    return Generation(number: 1, image: image, built: built, after: nil)
  }

  private func report(
    _ iterations: [RecordingClock.Iteration], _ ticks: [TimedGame.TickTime], _ gameTimes: GameTimes,
    _ bareLateness: [UInt64], _ copies: Samples
  ) -> BenchReport {
    var cost = Samples()
    var lateness = Samples()
    var tick = 0
    for iteration in iterations {
      guard tick < ticks.count else { break }
      // Something else than a tick woke the loop.
      guard ticks[tick].start <= iteration.end else { continue }
      let own = gameTimes.nanoseconds(ofTick: tick)
      // The first second is warm-up.
      if tick >= Self.ticksPerSecond, iteration.awakeDuration > own {
        cost.add(nanoseconds: iteration.awakeDuration - own)
        lateness.add(nanoseconds: iteration.lateness)
      }
      while tick < ticks.count, ticks[tick].start <= iteration.end { tick += 1 }
    }
    var floor = Samples()
    for late in bareLateness { floor.add(nanoseconds: late) }
    func figure(_ figure: String, _ value: Double, floor: Double? = nil) -> BenchFigure {
      BenchFigure(
        bench: "loop", name: "1 MiB", figure: figure, value: value * 1000, unit: "µs",
        floor: floor.map { $0 * 1000 })
    }
    return BenchReport(figures: [
      figure("host-cost", cost.median, floor: copies.median),
      figure("host-cost-p99", cost.p99, floor: copies.p99),
      figure("lateness-p50", lateness.median, floor: floor.median),
      figure("lateness-p99", lateness.p99, floor: floor.p99),
    ])
  }
}
