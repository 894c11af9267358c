/// What was measured of the swaps of one world.
struct SwapTimes {
  private var added = Samples()
  /// The same of ticks without a swap.
  private var plain = Samples()
  private let missed: Int
  /// Bytes.
  private let memory: Double
  private let imageSize: Double

  /// - Parameters:
  ///   - warmUp: swaps at the beginning that are not counted.
  ///   - memory: what one reload kept, in bytes.
  init(turns: [TimedGame.Turn], warmUp: Int, memory: Double, imageSize: Double) {
    let counted = Self.afterWarmUp(turns, warmUp)
    let usual = Self.median(counted.filter { !$0.hasSwapped }.map(\.nanoseconds))
    for turn in counted {
      let excess = turn.nanoseconds > usual ? turn.nanoseconds - usual : 0
      if turn.hasSwapped { added.add(nanoseconds: excess) } else { plain.add(nanoseconds: excess) }
    }
    missed = Self.missedTicks(counted)
    self.memory = memory
    self.imageSize = imageSize
  }

  func figures(name: String) -> [BenchFigure] {
    let mebibyte = Double(1 << 20)
    func figure(_ figure: String, _ value: Double, _ unit: String, floor: Double? = nil) -> BenchFigure {
      BenchFigure(bench: "swap", name: name, figure: figure, value: value, unit: unit, floor: floor)
    }
    return [
      figure("added-p50", added.median, "ms", floor: plain.median),
      figure("added-p99", added.p99, "ms", floor: plain.p99),
      figure("added-max", added.quantile(1), "ms", floor: plain.quantile(1)),
      figure("ticks-missed", Double(missed), "ticks"),
      figure("memory-per-reload", memory / mebibyte, "MiB", floor: imageSize / mebibyte),
    ]
  }

  private static func afterWarmUp(_ turns: [TimedGame.Turn], _ warmUp: Int) -> ArraySlice<TimedGame.Turn> {
    let swaps = turns.indices.filter { turns[$0].hasSwapped }
    return swaps.count > warmUp ? turns[swaps[warmUp]...] : turns[...]
  }

  /// Ticks whose step began half a period late or more.
  private static func missedTicks(_ turns: ArraySlice<TimedGame.Turn>) -> Int {
    let gaps = zip(turns, turns.dropFirst()).map { Double($1.start - $0.start) }
    let period = 1e9 / 60
    return gaps.reduce(0) { $0 + max(0, Int(($1 / period).rounded()) - 1) }
  }

  private static func median(_ values: [UInt64]) -> UInt64 {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
