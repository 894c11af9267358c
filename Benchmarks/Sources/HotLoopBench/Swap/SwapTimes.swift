/// What was measured of the swaps of one world.
struct SwapTimes {
  /// Time that a tick with a swap took above the median of ticks without one.
  private var added = Samples()
  /// The same for ticks without a swap.
  private var plain = Samples()
  private let missedTicks: Int
  /// Bytes.
  private let memoryPerReload: Double
  private let imageSize: Double

  /// - Parameters:
  ///   - warmUp: number of swaps at the start that are not counted.
  ///   - memoryPerReload: bytes that the host keeps for each reload.
  ///   - imageSize: bytes of an image's file.
  init(ticks: [TimedGame.TickTime], warmUp: Int, memoryPerReload: Double, imageSize: Double) {
    let counted = Self.afterWarmUp(ticks, warmUp)
    let usual = Self.median(counted.filter { !$0.hasSwapped }.map(\.nanoseconds))
    for tick in counted {
      let excess = tick.nanoseconds > usual ? tick.nanoseconds - usual : 0
      if tick.hasSwapped { added.add(nanoseconds: excess) } else { plain.add(nanoseconds: excess) }
    }
    missedTicks = Self.missedTicks(counted)
    self.memoryPerReload = memoryPerReload
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
      figure("ticks-missed", Double(missedTicks), "ticks"),
      figure("memory-per-reload", memoryPerReload / mebibyte, "MiB", floor: imageSize / mebibyte),
    ]
  }

  private static func afterWarmUp(
    _ ticks: [TimedGame.TickTime], _ warmUp: Int
  ) -> ArraySlice<TimedGame.TickTime> {
    let swaps = ticks.indices.filter { ticks[$0].hasSwapped }
    return swaps.count > warmUp ? ticks[swaps[warmUp]...] : ticks[...]
  }

  /// Ticks whose step started half a period late or more.
  private static func missedTicks(_ ticks: ArraySlice<TimedGame.TickTime>) -> Int {
    let gaps = zip(ticks, ticks.dropFirst()).map { Double($1.start - $0.start) }
    let period = 1e9 / 60
    return gaps.reduce(0) { $0 + max(0, Int(($1 / period).rounded()) - 1) }
  }

  private static func median(_ values: [UInt64]) -> UInt64 {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
