/// What is known about the values of a world beyond the world itself. Paths are those of the world's layout: a rename that
/// applied has renamed them too.
struct KeptValues: Sendable {
  /// The oldest first: of several with one path the last one counts.
  var dropped: [Dropped] = []
  var narrowed: [Narrowed] = []
  var untouched: [Untouched] = []
  var pools: [DroppedPool] = []

  /// Values of a field that was removed, or of the end of an array that became shorter.
  struct Dropped: Sendable {
    var field: ValueField
    /// The index of the first number in the array.
    var first: Int
    var values: IdentifiedValues
  }

  /// Values that a field of another type could not represent. They hold as long as the field has what the migration made.
  struct Narrowed: Sendable {
    var path: String
    /// The index of the first number in the array; `original` has as many as are kept.
    var first = 0
    var original: ValueField
    var values: IdentifiedValues
    var made: IdentifiedValues

    var range: Range<Int> { first..<first + original.count }

    /// The part for some of the numbers; nil if there are none.
    func part(_ numbers: Range<Int>) -> Narrowed? {
      let common = range.clamped(to: numbers)
      if common.isEmpty { return nil }
      if common == range { return self }
      let places = common.lowerBound - first..<common.upperBound - first
      let unit = made.length / original.count
      var part = self
      part.first = common.lowerBound
      part.original = original.with(count: common.count)
      part.values = values.sliced(places.lowerBound * original.unit..<places.upperBound * original.unit)
      part.made = made.sliced(places.lowerBound * unit..<places.upperBound * unit)
      return part
    }
  }

  /// Rows in which a field came into being without a value: zero, or the declared default.
  struct Untouched: Sendable {
    var path: String
    var ids: [UInt32]
    /// What the migration made of it.
    var made: [UInt8]
    /// Whether the author has said that the field was renamed: the old values count, whatever was written since.
    var isAnswered = false
  }

  /// The elements of a pool that was removed, in their order. Their values are in `dropped`.
  struct DroppedPool: Sendable {
    var path: String
    var ids: [UInt32]
    var capacity: UInt32
  }

  var isEmpty: Bool { dropped.isEmpty && narrowed.isEmpty && untouched.isEmpty && pools.isEmpty }

  var byteCount: Int {
    dropped.reduce(0) { $0 + $1.values.bytes.count } + narrowed.reduce(0) { $0 + 2 * $1.values.bytes.count }
      + untouched.reduce(0) { $0 + 4 * $1.ids.count }
  }

  /// Renames the paths of dropped values that begin with the old name of a field, which the migration carried over under
  /// another one.
  mutating func move(_ moves: [String: String]) {
    if moves.isEmpty { return }
    // A value that was removed under the same name before is not the field's.
    for index in dropped.indices where moves[dropped[index].field.path] == nil {
      dropped[index].field.path = moved(dropped[index].field.path, moves)
    }
    for index in pools.indices where moves[pools[index].path] == nil {
      pools[index].path = moved(pools[index].path, moves)
    }
  }

  private func moved(_ path: String, _ moves: [String: String]) -> String {
    var prefix = Substring(path)
    while true {
      if let target = moves[String(prefix)] { return target + path.dropFirst(prefix.count) }
      guard let end = prefix.lastIndex(where: { $0 == "." || $0 == "[" }) else { return path }
      prefix = prefix[..<end]
    }
  }
}
