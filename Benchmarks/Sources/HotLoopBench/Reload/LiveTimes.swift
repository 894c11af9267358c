/// The measured times of changes that need no compiler.
struct LiveTimes {
  /// What is measured, such as `save-to-frame`.
  let figure: String
  private var whole = Samples()

  init(_ figure: String) { self.figure = figure }

  /// The time between two ticks at 60 ticks per second. A change comes at any time between two, and waits for the next one.
  private static let tick = 1000.0 / 60

  /// - Parameters: times of CLOCK_MONOTONIC in nanoseconds.
  mutating func add(from start: UInt64, to end: UInt64) { whole.add(nanoseconds: end - start) }

  func figures(name: String) -> [BenchFigure] {
    [(figure, whole.median), (figure + "-p99", whole.p99)].map { figure, value in
      BenchFigure(bench: "reload", name: name, figure: figure, value: value, unit: "ms", floor: Self.tick)
    }
  }
}
