/// A condition on the elements of a pool, as it is typed: `health < 2`, `kind == KindBat`, `x > 3 && alive`.
///
/// Fields of the element by their paths, and `index`; numbers, `true` and `false`, constants of enums; `== != < <= > >=`,
/// `&` for flags, `&& || !` and parentheses. A boolean stands for itself.
public struct PoolFilter: Sendable, Hashable {
  public let text: String
  private let condition: Condition

  /// Why a text is no condition on these elements, and what would be.
  public struct Failure: Error, Hashable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
  }

  public init(_ text: String, columns: [PoolColumn]) throws(Failure) {
    self.text = text
    var parser = FilterParser(tokens: try FilterToken.all(of: text), columns: columns)
    condition = try parser.parse()
  }

  /// Whether an element of the pool fulfils it.
  public func matches(_ index: Int, in pool: PoolReader) -> Bool { condition.holds(index, pool) }

  indirect enum Condition: Sendable, Hashable {
    case not(Condition)
    case and(Condition, Condition)
    case or(Condition, Condition)
    case compare(Operand, Comparison, Operand)
    /// Whether one of the bits is set.
    case hasFlag(Operand, Int64)
    case isTrue(Operand)

    func holds(_ index: Int, _ pool: PoolReader) -> Bool {
      switch self {
      case .not(let one): !one.holds(index, pool)
      case .and(let a, let b): a.holds(index, pool) && b.holds(index, pool)
      case .or(let a, let b): a.holds(index, pool) || b.holds(index, pool)
      case .compare(let a, let comparison, let b):
        comparison.holds(a.value(index, pool), b.value(index, pool))
      case .hasFlag(let operand, let bits): operand.value(index, pool).bits & bits != 0
      case .isTrue(let operand): operand.value(index, pool) == .bool(true)
      }
    }
  }

  enum Operand: Sendable, Hashable {
    case field(PoolColumn)
    case index
    case constant(WorldValue)

    func value(_ index: Int, _ pool: PoolReader) -> WorldValue {
      switch self {
      case .field(let column): pool.value(column, of: index)
      case .index: .integer(Int64(index))
      case .constant(let value): value
      }
    }

    var isBoolean: Bool {
      switch self {
      case .field(let column): column.scalar == .bool
      case .constant(.bool): true
      default: false
      }
    }
  }

  enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "=="
    case different = "!="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case greater = ">"

    func holds(_ a: WorldValue, _ b: WorldValue) -> Bool {
      switch self {
      case .equal: a.isEqual(to: b)
      case .different: !a.isEqual(to: b)
      case .less: a.isLess(than: b)
      case .greater: b.isLess(than: a)
      // Not the opposite of the other: a NaN is neither.
      case .atMost: a.isLess(than: b) || a.isEqual(to: b)
      case .atLeast: b.isLess(than: a) || a.isEqual(to: b)
      }
    }
  }
}

extension WorldValue {
  /// Numbers of different types are compared by their values, integers exactly. What is typed is compared with a `float` as
  /// one: `0.1` is equal to a field that was set to 0.1.
  func isEqual(to other: WorldValue) -> Bool {
    switch (self, other) {
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.unsigned(let a), .unsigned(let b)): a == b
    case (.integer(let a), .unsigned(let b)), (.unsigned(let b), .integer(let a)): a == b
    case (.float(let a), .double(let b)), (.double(let b), .float(let a)): a == Float(b)
    default: number == other.number
    }
  }

  /// A NaN is less than nothing, and nothing is less than it.
  func isLess(than other: WorldValue) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a < b
    case (.unsigned(let a), .unsigned(let b)): a < b
    case (.integer(let a), .unsigned(let b)): a < b
    case (.unsigned(let a), .integer(let b)): a < b
    case (.float(let a), .double(let b)): a < Float(b)
    case (.double(let a), .float(let b)): Float(a) < b
    default: number < other.number
    }
  }
}
