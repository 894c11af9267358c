/// The measured times of saves that need no compiler.
struct LiveTimes {
  private var whole = Samples()

  /// The time between two ticks at 60 ticks per second. A save comes at any time between two, and waits for the next one.
  private static let tick = 1000.0 / 60

  /// - Parameters: times of CLOCK_MONOTONIC in nanoseconds.
  mutating func add(saved: UInt64, frame: UInt64) { whole.add(nanoseconds: frame - saved) }

  func figures(name: String) -> [BenchFigure] {
    func figure(_ figure: String, _ value: Double) -> BenchFigure {
      BenchFigure(bench: "reload", name: name, figure: figure, value: value, unit: "ms", floor: Self.tick)
    }
    return [figure("save-to-frame", whole.median), figure("save-to-frame-p99", whole.p99)]
  }
}
