import ArgumentParser
import CGameABI
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotLoopProduct
import HotReload
import WorldState

/// `hotloop bench time`: what recording adds to a tick, and how long it takes to show an earlier one.
struct TimeBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "time",
    abstract: "What recording adds to a tick, and how long it takes to show an earlier one.",
    discussion: """
      A game with worlds of 64 KiB, 1 MiB and 16 MiB is stepped with and without the recording, in memory and on disk, a \
      tick of each in turn. Then earlier ticks at random are shown: a keyframe is copied, and the ticks from there on are computed again. The \
      floor of both is one memcpy of the world.
      """)

  @Flag(help: "Fewer ticks.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  private static let cases = DriftCases(
    sizes: [("64 KiB", 64 << 10), ("1 MiB", 1 << 20), ("16 MiB", 16 << 20)])

  func run() throws {
    try Self.cases.publish(json: json) { name, size, package, images in
      let run = try TimeRun(
        worldSize: size, package: package, image: images[0], ticks: quick ? 1_200 : 36_000)
      return try run.measure(name: name, looks: quick ? 50 : 300)
    }
  }
}

/// Two hosts that run the same game, one of which records.
struct TimeRun {
  private let recording: InProcessHost
  private let plain: InProcessHost
  private let ticks: Int
  private let path = NSTemporaryDirectory() + "hotloop-bench-\(getpid()).run"

  init(worldSize: Int, package: DriftPackage, image: BuiltImage, ticks: Int) throws {
    self.ticks = ticks
    recording = try InProcessHost(worldSize: worldSize, package: package, historyBytes: 256 << 20)
    plain = try InProcessHost(worldSize: worldSize, package: package)
    recording.game.game.record(
      to: RecordingFile(path: path) { print("the recording on disk failed: \($0)") }, by: .host)
    for host in [recording, plain] {
      let first = try Generation(loadingCopyOf: image, number: 1, after: nil, host.services)
      host.game.game.propose(first, cause: .save, savedAt: nil)
      host.game.game.reachSafePoint()
    }
  }

  func measure(name: String, looks: Int) throws -> [BenchFigure] {
    var with = Samples()
    var without = Samples()
    for _ in 0..<ticks {
      with.add(nanoseconds: try step(recording))
      without.add(nanoseconds: try step(plain))
    }
    let copy = try copyTime()
    let (start, minutes) = (MonotonicClock.now(), Double(ticks) / 3_600)
    for file in recording.game.game.endRecordings() {
      if let failure = file.waitUntilWritten() { throw ProgramError("\(failure)") }
    }
    let writing = Double(MonotonicClock.now() - start) / 1e6
    let bytes = Double(DiskFile.signature(of: path)?.size ?? 0)
    DiskFile.remove(path)
    func figure(_ figure: String, _ value: Double, _ unit: String, _ floor: Double? = nil) -> BenchFigure {
      BenchFigure(bench: "time", name: name, figure: figure, value: value, unit: unit, floor: floor)
    }
    let (shown, speed) = try look(looks)
    let status = recording.game.game.time
    return [
      figure("recording, added to a tick, mean", (with.mean - without.mean) * 1e3, "µs", copy.median * 1e3),
      figure("recording, added to a tick, p99", (with.p99 - without.p99) * 1e3, "µs", copy.median * 1e3),
      figure("on disk, for a minute", bytes / minutes / 1e6, "MB"),
      figure("on disk, left to write at the end", writing, "ms"),
      figure("show an earlier tick, median", shown.median, "ms", copy.median),
      figure("show an earlier tick, p99", shown.p99, "ms", copy.median),
      figure("ticks that can be shown", Double(status.reachable.count), "ticks"),
      figure("computed again, against real time", speed, "times"),
    ]
  }

  private func step(_ host: InProcessHost) throws -> UInt64 {
    let game = host.game.game
    game.reachSafePoint()
    let start = MonotonicClock.now()
    guard game.step(input: InputSample(), dt: 1 / 60) else {
      throw ProgramError("the measured game does not run")
    }
    return MonotonicClock.now() - start
  }

  private func copyTime() throws -> Samples {
    guard let world = try recording.game.game.snapshot()?.bytes else {
      throw ProgramError("the measured game has no world")
    }
    var target = [UInt8](repeating: 1, count: world.count)
    var samples = Samples()
    for _ in 0..<50 {
      let start = MonotonicClock.now()
      unsafe target.withUnsafeMutableBytes { target in
        unsafe world.withUnsafeBytes { source in unsafe target.copyMemory(from: source) }
      }
      samples.add(nanoseconds: MonotonicClock.now() - start)
    }
    return samples
  }

  /// Shows ticks at random, then a stretch in order.
  /// - Returns: the times, and how many times faster than real time ticks are computed again.
  private func look(_ count: Int) throws -> (Samples, Double) {
    let game = recording.game.game
    let range = game.time.reachable
    var samples = Samples()
    for _ in 0..<count {
      let position = Int.random(in: range)
      let start = MonotonicClock.now()
      try show(position, game)
      samples.add(nanoseconds: MonotonicClock.now() - start)
    }
    let first = max(range.lowerBound, range.upperBound - 600)
    try show(first, game)
    let start = MonotonicClock.now()
    for position in first..<range.upperBound { try show(position + 1, game) }
    let seconds = Double(MonotonicClock.now() - start) / 1e9
    return (samples, Double(range.upperBound - first) / 60 / seconds)
  }

  private func show(_ position: Int, _ game: ReloadableGame) throws {
    if let reason = game.travel(.show(position)) { throw ProgramError(reason) }
  }
}
