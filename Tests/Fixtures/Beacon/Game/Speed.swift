/// What the tests change.
enum Speed {
  static let perTick: Int64 = 1
}
