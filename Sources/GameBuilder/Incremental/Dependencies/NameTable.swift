/// The names of a module, numbered from 0. Comparing and collecting numbers takes a small part of the time that texts take, and
/// the search for what files depend on does little else.
struct NameTable: Sendable {
  private var numbers: [String: Int] = [:]

  var count: Int { numbers.count }

  mutating func add(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    let number = numbers.count
    numbers[name] = number
    return number
  }

  mutating func add(_ names: Set<String>) -> [Int] { names.map { add($0) } }

  /// Nil for a name that occurs nowhere in the module.
  subscript(_ name: String) -> Int? { numbers[name] }

  /// The numbers of those that occur in the module.
  subscript(_ names: Set<String>) -> [Int] { names.compactMap { numbers[$0] } }
}

/// A set of numbers below a bound.
struct NumberSet: Sendable {
  private var marks: [Bool]

  /// - Parameter bound: greater than all numbers.
  init(below bound: Int) { marks = [Bool](repeating: false, count: bound) }

  init(_ numbers: [Int], below bound: Int) {
    self.init(below: bound)
    insert(numbers)
  }

  /// Returns false if it was in the set before.
  @discardableResult
  mutating func insert(_ number: Int) -> Bool {
    if marks[number] { return false }
    marks[number] = true
    return true
  }

  mutating func insert(_ numbers: [Int]) { for number in numbers { marks[number] = true } }

  mutating func formUnion(_ other: NumberSet) {
    for number in marks.indices where other.marks[number] { marks[number] = true }
  }

  func contains(_ number: Int) -> Bool { marks[number] }

  func containsAll(of numbers: [Int]) -> Bool { numbers.allSatisfy { marks[$0] } }

  func containsAny(of numbers: [Int]) -> Bool { numbers.contains { marks[$0] } }

  /// Ascending.
  var numbers: [Int] { marks.indices.filter { marks[$0] } }
}

/// Numbers to look up, each once.
struct Worklist {
  private var pending: [Int] = []
  private var known: NumberSet

  /// - Parameter bound: greater than all numbers.
  init(_ numbers: [Int] = [], below bound: Int) {
    known = NumberSet(below: bound)
    add(numbers)
  }

  mutating func add(_ numbers: [Int]) { for number in numbers { add(number) } }

  mutating func add(_ number: Int) { if known.insert(number) { pending.append(number) } }

  mutating func next() -> Int? { pending.popLast() }
}
