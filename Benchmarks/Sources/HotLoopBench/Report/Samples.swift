/// The measured times of one case, in milliseconds.
struct Samples {
  private var values: [Double] = []

  mutating func add(nanoseconds: UInt64) { values.append(Double(nanoseconds) / 1e6) }

  /// 0 if there are no values.
  var first: Double { values.first ?? 0 }
  var mean: Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
  var median: Double { quantile(0.5) }
  var p99: Double { quantile(0.99) }

  /// The value of the nearest rank; 0 if there are no values.
  /// - Parameter share: above 0, up to 1.
  func quantile(_ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
  }
}
