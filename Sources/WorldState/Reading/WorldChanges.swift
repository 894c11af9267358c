import Glibc

/// What has changed between two moments of a world, as far as it is listed.
public struct WorldChanges: Sendable, Equatable {
  /// In the order of the layout; the host's header last.
  public var listed: [WorldDifference] = []
  /// What else has changed, such as `sparks: 12 more elements`.
  public var more: [String] = []
  /// Why the worlds cannot be compared; nil if they can.
  public var problem: String?

  public init() {}

  /// How much is listed, and for how long it is searched: a world may have millions of values that changed.
  public struct Limits: Sendable {
    /// Values in all.
    public var listed = 200
    /// Elements of one array or pool.
    public var elements = 12
    /// Elements that are looked at one by one. Where nothing changed, whole pages are skipped.
    public var examined = 1 << 20

    public init() {}
  }
}

extension Arena {
  /// What has changed in this world since another moment of it. Costs a comparison of all bytes. Never throws: a world that a
  /// crash has damaged is reported as one.
  public func changes(
    since earlier: Arena, _ layout: Layout, limits: WorldChanges.Limits = WorldChanges.Limits()
  ) -> WorldChanges {
    do throws(WorldError) {
      var search = ChangeSearch(
        a: try earlier.reader(for: layout), b: try reader(for: layout), layout: layout, limits: limits)
      search.compare(search.a.root, search.b.root, path: "")
      return search.found
    } catch {
      var changes = WorldChanges()
      changes.problem = "\(error)"
      return changes
    }
  }
}

/// Compares bytes first, and reads values only where they differ.
private struct ChangeSearch {
  let a: WorldReader
  let b: WorldReader
  let layout: Layout
  let limits: WorldChanges.Limits
  private var changes: [WorldDifference] = []
  private var header: [WorldDifference] = []
  private var more: [String] = []
  private var examined = 0
  /// By the index of a struct.
  private var holdsPool: [Bool]

  init(a: WorldReader, b: WorldReader, layout: Layout, limits: WorldChanges.Limits) {
    (self.a, self.b, self.layout, self.limits) = (a, b, layout, limits)
    holdsPool = Array(repeating: false, count: layout.structs.count)
    for index in layout.structs.indices { holdsPool[index] = Self.hasPool(index, in: layout) }
  }

  private static func hasPool(_ index: Int, in layout: Layout) -> Bool {
    layout.structs[index].fields.contains { field in
      switch field.type {
      case .pool: true
      case .structure(let inner): hasPool(inner, in: layout)
      default: false
      }
    }
  }

  var found: WorldChanges {
    var found = WorldChanges()
    let all = changes + header
    found.listed = Array(all.prefix(limits.listed))
    found.more = more
    return found
  }

  private var isFull: Bool { changes.count >= limits.listed }

  mutating func compare(_ x: WorldReader.Location, _ y: WorldReader.Location, path: String) {
    if let count = x.arrayCount { return compareArray(x, y, count, path) }
    switch x.type {
    case .structure(let index):
      if !holdsPool[index], isSame(x.offset, y.offset, layout.structs[index].size) { return }
      for field in layout.structs[index].fields {
        compare(
          a.location(of: field, in: x), b.location(of: field, in: y),
          path: path.isEmpty ? field.name : "\(path).\(field.name)")
      }
    case .pool(let element): comparePool(x, y, element, path)
    case .scalar(let scalar), .enumeration(_, let scalar):
      if isSame(x.offset, y.offset, layout.size(of: x.type)) { return }
      note(WorldDifference(path: path, before: a.text(scalar, at: x), after: b.text(scalar, at: y)))
    }
  }

  private mutating func compareArray(
    _ x: WorldReader.Location, _ y: WorldReader.Location, _ count: Int, _ path: String
  ) {
    if case .structure(let index) = x.type, holdsPool[index] {
      for number in 0..<count {
        compare(a.element(number, of: x), b.element(number, of: y), path: "\(path)[\(number)]")
      }
      return
    }
    compareRows(count, layout.size(of: x.type), x.offset, y.offset, path) { search, number in
      search.compare(
        search.a.element(number, of: x), search.b.element(number, of: y), path: "\(path)[\(number)]")
    }
  }

  private mutating func comparePool(
    _ x: WorldReader.Location, _ y: WorldReader.Location, _ element: Int, _ path: String
  ) {
    let (before, after) = (a.poolCount(at: x), b.poolCount(at: y))
    if before != after {
      note(WorldDifference(path: path, before: "\(before) elements", after: "\(after) elements"))
    }
    let count = min(before, after)
    if count == 0 { return }
    let (first, second) = (
      a.poolElement(0, of: element, at: x).offset, b.poolElement(0, of: element, at: y).offset
    )
    compareRows(count, layout.structs[element].size, first, second, path) { search, number in
      search.compare(
        search.a.poolElement(number, of: element, at: x), search.b.poolElement(number, of: element, at: y),
        path: "\(path)[\(number)]")
    }
  }

  /// Lists the first elements that differ, and counts the others.
  private mutating func compareRows(
    _ count: Int, _ size: Int, _ x: Int, _ y: Int, _ path: String,
    _ list: (inout ChangeSearch, Int) -> Void
  ) {
    let size = max(1, size)
    let block = max(1, Self.blockBytes / size)
    var (listed, others) = (0, 0)
    for start in stride(from: 0, to: count, by: block) {
      let end = min(count, start + block)
      if isSame(x + start * size, y + start * size, (end - start) * size) { continue }
      for number in start..<end {
        guard examined < limits.examined else {
          more.append("\(path): \(others) more elements among the first \(number), and those behind them")
          return
        }
        examined += 1
        if isSame(x + number * size, y + number * size, size) { continue }
        if listed < limits.elements, !isFull {
          let known = changes.count
          list(&self, number)
          // Bytes between the fields are no change.
          if changes.count > known { listed += 1 }
        } else {
          others += 1
        }
      }
    }
    if others > 0 { more.append("\(path): \(others) more element\(others == 1 ? "" : "s")") }
  }

  private static let blockBytes = 4096

  private func isSame(_ x: Int, _ y: Int, _ size: Int) -> Bool {
    unsafe memcmp(a.base + x, b.base + y, size) == 0
  }

  private mutating func note(_ change: WorldDifference) {
    if change.path.hasPrefix("header.") {
      header.append(change)
    } else if !isFull {
      changes.append(change)
    } else if more.last != Self.rest {
      more.append(Self.rest)
    }
  }

  private static let rest = "and more values"
}
