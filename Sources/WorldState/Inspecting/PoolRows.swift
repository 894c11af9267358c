/// Which elements of a pool a table shows, and in what order. The pool itself keeps its order.
///
/// A filter follows the game: its elements are looked at again all the time, some thousands in each frame. What is sorted stays as
/// it is until it is sorted again, so that rows do not jump under the cursor.
public struct PoolRows: Sendable {
  public struct Order: Sendable, Hashable {
    public var column: PoolColumn
    public var isDescending: Bool

    public init(_ column: PoolColumn, isDescending: Bool = false) {
      self.column = column
      self.isDescending = isDescending
    }
  }

  /// Elements that the filter looks at in a frame.
  public static let budget = 10_000

  public private(set) var filter: PoolFilter?
  public private(set) var order: Order?
  /// Indices of elements; nil while all are shown in their order.
  private var shown: [UInt32]?
  /// What the filter found since it began anew at the first element.
  private var found: [UInt32] = []
  private var next = 0
  /// Elements of the pool when it was looked at last, and the layout that filter and order belong to.
  private var count = 0
  private var layoutHash: UInt64?

  public init() {}

  /// The number of rows.
  public var rowCount: Int { shown?.count ?? count }

  /// The index of the element in a row; nil if there are fewer rows.
  public func element(ofRow row: Int) -> Int? {
    guard row >= 0, row < rowCount else { return nil }
    return shown.map { Int($0[row]) } ?? row
  }

  /// The row of an element; nil if it is not shown.
  public func row(ofElement index: Int) -> Int? {
    guard let shown else { return index >= 0 && index < count ? index : nil }
    guard let index = UInt32(exactly: index) else { return nil }
    if order != nil { return shown.firstIndex(of: index) }
    var (low, high) = (0, shown.count)
    while low < high {
      let middle = (low + high) / 2
      if shown[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < shown.count && shown[low] == index ? low : nil
  }

  /// Shows the elements that fulfil a condition; all without one.
  public mutating func use(_ filter: PoolFilter?, in pool: PoolReader) {
    self.filter = filter
    arrange(pool)
  }

  /// Sorts the rows by a column; without one, they are in the order of the pool. Equal ones keep that.
  public mutating func sort(by order: Order?, in pool: PoolReader) {
    self.order = order
    arrange(pool)
  }

  /// After a reload that changed the layout: fields have other places. What is about a field that is gone ends.
  private mutating func followLayout(_ pool: PoolReader) {
    guard layoutHash != pool.layoutHash else { return }
    layoutHash = pool.layoutHash
    filter = filter.flatMap { try? PoolFilter($0.text, columns: pool.columns) }
    order = order.flatMap { order in
      pool.columns.first { $0.name == order.column.name }.map { Order($0, isDescending: order.isDescending) }
    }
  }

  /// Looks at everything again.
  public mutating func arrange(_ pool: PoolReader) {
    followLayout(pool)
    count = pool.count
    (found, next) = ([], 0)
    guard filter != nil || order != nil else {
      shown = nil
      return
    }
    var rows = (0..<UInt32(count)).filter { index in filter.map { $0.matches(Int(index), in: pool) } ?? true }
    if let order { Self.sort(&rows, by: order, pool) }
    shown = rows
  }

  /// Follows the pool. Called once for each frame.
  /// - Returns: the number of elements that the filter looked at.
  @discardableResult
  public mutating func follow(_ pool: PoolReader, budget: Int = PoolRows.budget) -> Int {
    if let layoutHash, layoutHash != pool.layoutHash { arrange(pool) }
    let isSmaller = pool.count < count
    count = pool.count
    if isSmaller { shown?.removeAll { Int($0) >= count } }
    guard let filter, order == nil else { return 0 }
    if next >= count { (found, next) = ([], 0) }
    let end = min(count, next + budget)
    let looked = end - next
    for index in next..<end where filter.matches(index, in: pool) { found.append(UInt32(index)) }
    next = end
    if next == count {
      shown = found
    } else if let shown {
      // What is found comes into view at once, behind it what is known from the round before.
      self.shown = found + shown.drop { Int($0) < next }
    }
    return looked
  }

  private static func sort(_ rows: inout [UInt32], by order: Order, _ pool: PoolReader) {
    // Numbers are looked at once each: reading them is what takes the time. All are exact but large 64-bit integers.
    let column = order.column
    let isWide = column.scalar == .int64 || column.scalar == .uint64
    if isWide {
      rows.sort { a, b in
        let (first, second) = (pool.value(column, of: Int(a)), pool.value(column, of: Int(b)))
        if first.isEqual(to: second) { return a < b }
        return order.isDescending ? second.isLess(than: first) : first.isLess(than: second)
      }
      return
    }
    var keys = rows.map { index -> (key: Double, index: UInt32) in
      let number = pool.value(column, of: Int(index)).number
      // What is no number comes last, whatever the direction.
      if number.isNaN { return (.infinity, index) }
      return (order.isDescending ? -number : number, index)
    }
    keys.sort { $0.key == $1.key ? $0.index < $1.index : $0.key < $1.key }
    rows = keys.map(\.index)
  }
}
