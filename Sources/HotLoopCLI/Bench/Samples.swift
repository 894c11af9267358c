/// The measured times of one case, in milliseconds.
struct Samples {
  private var values: [Double] = []

  mutating func add(nanoseconds: UInt64) { values.append(Double(nanoseconds) / 1e6) }

  var count: Int { values.count }
  var median: Double { quantile(0.5) }
  var p99: Double { quantile(0.99) }

  /// The nearest rank; 0 of no values.
  func quantile(_ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
  }
}

/// One figure of a benchmark: what was measured, and what the machine itself takes for the same bytes or the same wait.
struct BenchFigure {
  var bench: String
  var name: String
  /// Such as "median" or "p99".
  var figure: String
  var value: Double
  var unit: String
  /// What nothing can be below on this machine; nil where nothing of the kind was measured.
  var floor: Double?

  var ratio: Double? { floor.flatMap { $0 > 0 ? value / $0 : nil } }
}
