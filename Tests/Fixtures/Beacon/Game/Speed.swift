/// The value that tests edit.
enum Speed {
  static let perTick: Int64 = 1
}
