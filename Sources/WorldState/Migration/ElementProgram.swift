/// Converts one value of an old struct to a value of a new struct: a list of steps over its bytes. Nested structs are
/// flattened and adjacent copies are merged. Bytes that no step writes are zero.
struct ElementProgram: Hashable, Sendable {
  private(set) var steps: [Step] = []
  let fromSize: Int
  let toSize: Int
  /// Number of bytes of the new struct that the steps write. Steps do not overlap.
  private var bytesWritten = 0

  init(fromSize: Int, toSize: Int) {
    self.fromSize = fromSize
    self.toSize = toSize
  }

  enum Step: Hashable, Sendable {
    case copy(from: Int, to: Int, length: Int)
    /// `count` consecutive numbers.
    case convert(from: Int, to: Int, count: Int, Conversion)
    /// `count` consecutive values of an enum.
    case constants(from: Int, to: Int, count: Int, ConstantMap)
    /// `count` consecutive structs.
    case each(from: Int, to: Int, count: Int, ElementProgram)
    /// Fills `length` bytes with the repeated `pattern`.
    case fill(to: Int, length: Int, pattern: [UInt8])
  }

  /// Whether the new struct equals the old one byte for byte.
  var isWholeCopy: Bool {
    guard fromSize == toSize, steps.count == 1, case .copy(0, 0, toSize) = steps[0] else { return false }
    return true
  }

  var writesEveryByte: Bool { bytesWritten == toSize }

  mutating func append(_ step: Step) {
    steps.append(step)
    bytesWritten += step.bytesWritten
  }

  /// Appends the steps of a nested struct. A long list stays a separate program, so that nesting does not multiply it.
  mutating func append(_ inner: ElementProgram, from: Int, to: Int, count: Int) {
    guard !inner.steps.isEmpty else { return }
    if inner.isWholeCopy {
      append(.copy(from: from, to: to, length: inner.toSize * count))
    } else if inner.steps.count * count <= 64 {
      for index in 0..<count {
        let (a, b) = (from + index * inner.fromSize, to + index * inner.toSize)
        for step in inner.steps { append(step.shifted(from: a, to: b)) }
      }
    } else {
      append(.each(from: from, to: to, count: count, inner))
    }
  }
}

extension ElementProgram.Step {
  func shifted(from a: Int, to b: Int) -> ElementProgram.Step {
    switch self {
    case .copy(let from, let to, let length): .copy(from: from + a, to: to + b, length: length)
    case .convert(let from, let to, let count, let conversion):
      .convert(from: from + a, to: to + b, count: count, conversion)
    case .constants(let from, let to, let count, let map):
      .constants(from: from + a, to: to + b, count: count, map)
    case .each(let from, let to, let count, let program):
      .each(from: from + a, to: to + b, count: count, program)
    case .fill(let to, let length, let pattern): .fill(to: to + b, length: length, pattern: pattern)
    }
  }

  /// Number of bytes of the new struct that the step writes; 0 if it may skip some.
  fileprivate var bytesWritten: Int {
    switch self {
    case .copy(_, _, let length), .fill(_, let length, _): length
    case .convert(_, _, let count, let conversion): count * conversion.to.size
    case .constants(_, _, let count, let map): count * map.to.size
    case .each(_, _, let count, let program): program.writesEveryByte ? count * program.toSize : 0
    }
  }
}
