/// One figure of a benchmark.
struct BenchFigure {
  var bench: String
  var name: String
  /// Such as "median" or "p99".
  var figure: String
  var value: Double
  var unit: String
  /// The best possible value on this machine, measured in the same run: the same bytes copied, or the same time slept.
  /// Nil if the figure has no such bound.
  var floor: Double?

  var ratio: Double? { floor.flatMap { $0 > 0 ? value / $0 : nil } }
}
