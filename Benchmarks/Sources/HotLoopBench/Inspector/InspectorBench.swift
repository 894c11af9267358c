import ArgumentParser
import Engine
import GameBuilder
import HostSystem
import HotLoopProduct
import HotReload

/// `hotloop bench inspector`: what the open inspector adds to a frame.
struct InspectorBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspector",
    abstract: "What the open inspector adds to a frame, by the number of elements of a pool.",
    discussion: """
      A game is played without a terminal at 60 ticks a second and 200x60 cells, with the inspector closed, with a pool open as a table, while \
      a key scrolls it by a page in each tick, with a filter, and while it is sorted. A figure is the time from waking to sleeping. \
      The floor is the same time with the inspector closed, in the same run.
      """)

  @Flag(help: "Fewer ticks.")
  var quick = false

  @Option(help: "Also write the figures to this file, as JSON.")
  var json: String?

  /// Of an element, in bytes.
  private static let stride = 32

  private static let cases = DriftCases(
    sizes: [1_000, 100_000, 1_000_000].map { ("\($0) elements", $0 * stride + 1 << 16) })

  func run() throws {
    try Self.cases.publish(json: json) { name, size, package, images in
      try InspectorRun(worldSize: size, package: package, image: images[0]).measure(
        name: name, ticks: quick ? 60 : 600)
    }
  }
}

/// A host whose inspector is used.
private struct InspectorRun {
  /// What happens for a number of ticks.
  private struct Phase {
    /// Nil if it is not measured.
    var name: String?
    var ticks: Int
    /// Called after each tick, with its number in the phase.
    var act: (Int) -> Void = { _ in }
  }

  private let host: InProcessHost
  private let clock = RecordingClock()

  init(worldSize: Int, package: DriftPackage, image: BuiltImage) throws {
    host = try InProcessHost(
      worldSize: worldSize, package: package, clock: clock, size: CellSize(columns: 200, rows: 60))
    let first = try Generation(loadingCopyOf: image, number: 1, after: nil, host.services)
    host.gameGateway.post { $0.propose(first, cause: .save, savedAt: nil) }
  }

  func measure(name: String, ticks: Int) throws -> [BenchFigure] {
    let samples = play([
      // The pool as a table.
      Phase(ticks: 60) {
        if $0 == 59 { type([Key(.character("w"), .control)], then: "gmotes", [Key(.enter), Key(.enter)]) }
      },
      Phase(ticks: 60),
      Phase(name: "table open", ticks: ticks),
      Phase(name: "scrolled in each tick", ticks: ticks) { type([Key($0 % 100 < 50 ? .pageDown : .pageUp)]) },
      Phase(name: "sorted three times a second", ticks: ticks) { if $0 % 20 == 0 { type(then: "s") } },
      Phase(ticks: 60) { if $0 == 0 { type(then: "/age > 5", [Key(.enter)]) } },
      Phase(name: "filtered", ticks: ticks),
      Phase(ticks: 60) { if $0 == 0 { type([Key(.character("w"), .control)]) } },
      Phase(name: "closed", ticks: ticks),
    ])
    guard let closed = samples["closed"] else { throw ProgramError("the measured game does not run") }
    return ["table open", "scrolled in each tick", "sorted three times a second", "filtered"].flatMap {
      phase in
      let open = samples[phase] ?? Samples()
      return [("p50", open.median, closed.median), ("p99", open.p99, closed.p99)].map { rank, value, floor in
        BenchFigure(
          bench: "inspector", name: name, figure: "\(phase), \(rank)", value: value, unit: "ms", floor: floor)
      }
    }
  }

  /// - Returns: by phase, how long the loop was awake for each tick.
  private func play(_ phases: [Phase]) -> [String: Samples] {
    var begins = [0]
    var tick = 0
    host.game.onStep = { [unowned loop = host.loop] in
      let phase = begins.count - 1
      phases[phase].act(tick)
      tick += 1
      guard tick == phases[phase].ticks else { return }
      tick = 0
      begins.append(clock.iterations.count)
      if begins.count > phases.count { loop.requestExit("measured") }
    }
    _ = host.loop.run()
    host.game.onStep = {}
    var samples: [String: Samples] = [:]
    for (phase, (begin, end)) in zip(phases, zip(begins, begins.dropFirst())) {
      guard let name = phase.name else { continue }
      var times = Samples()
      for iteration in clock.iterations[begin..<end] { times.add(nanoseconds: iteration.awakeDuration) }
      samples[name] = times
    }
    return samples
  }

  private func type(_ first: [Key] = [], then text: String = "", _ last: [Key] = []) {
    for key in first + text.unicodeScalars.map({ Key(.character($0)) }) + last {
      host.terminal.post(.key(key, .press))
    }
  }
}
