/// One value that differs between two worlds. The description is one line: `creatures[3].hp: 10 → 7`.
public struct WorldDifference: Hashable, Sendable, CustomStringConvertible {
  /// Path from the world.
  public var path: String
  /// The value in each world; nil if the world lacks the field.
  public var before: String?
  public var after: String?

  public init(path: String, before: String?, after: String?) {
    self.path = path
    self.before = before
    self.after = after
  }

  public var description: String { "\(path): \(before ?? "(not there)") → \(after ?? "(not there)")" }
}

/// Compares two worlds. Their layouts may differ: fields are matched by name. Of pools with different counts, the common
/// elements are compared.
/// - Parameter limit: maximum number of differences.
/// - Returns: the differences in the order of the second layout.
public func worldDiff(_ a: WorldReader, _ b: WorldReader, limit: Int = 10_000) -> [WorldDifference] {
  var comparison = WorldComparison(a: a, b: b, limit: limit)
  comparison.compare(a.root, b.root, path: "")
  return comparison.found
}

private struct WorldComparison {
  let a: WorldReader
  let b: WorldReader
  let limit: Int
  var found: [WorldDifference] = []

  mutating func compare(_ x: WorldReader.Location, _ y: WorldReader.Location, path: String) {
    guard found.count < limit else { return }
    if x.arrayCount != nil || y.arrayCount != nil {
      compareRows(path, x.arrayCount ?? 1, y.arrayCount ?? 1, unit: "elements") { this, index in
        let left = x.arrayCount == nil ? x : this.a.element(index, of: x)
        let right = y.arrayCount == nil ? y : this.b.element(index, of: y)
        this.compare(left, right, path: "\(path)[\(index)]")
      }
      return
    }
    switch (x.type, y.type) {
    case (.structure(let i), .structure(let j)): compareFields(i, x, j, y, path: path)
    case (.pool(let i), .pool(let j)):
      compareRows(path, a.poolCount(at: x), b.poolCount(at: y), unit: "elements") { this, index in
        this.compare(
          this.a.poolElement(index, of: i, at: x), this.b.poolElement(index, of: j, at: y),
          path: "\(path)[\(index)]")
      }
    default:
      guard let s = x.type.scalar, let t = y.type.scalar else {
        note(path, name(x, a), name(y, b))
        return
      }
      let (left, right) = (a.value(s, at: x), b.value(t, at: y))
      let (leftText, rightText) = (a.text(s, at: x), b.text(t, at: y))
      // Values of different types are equal if their descriptions are; those of enums, if their constants are.
      let areConstants = a.constant(at: x) != nil && b.constant(at: y) != nil
      let isSame = s == t && !areConstants ? left.isSame(as: right) : leftText == rightText
      if !isSame { note(path, leftText, rightText) }
    }
  }

  private mutating func compareFields(
    _ i: Int, _ x: WorldReader.Location, _ j: Int, _ y: WorldReader.Location, path: String
  ) {
    let prefix = path.isEmpty ? "" : "\(path)."
    let old = a.layout.structs[i]
    let new = b.layout.structs[j]
    for field in new.fields {
      if let match = old.field(named: field.name) {
        compare(a.location(of: match, in: x), b.location(of: field, in: y), path: prefix + field.name)
      } else {
        note(prefix + field.name, nil, name(b.location(of: field, in: y), b))
      }
    }
    for field in old.fields where new.field(named: field.name) == nil {
      note(prefix + field.name, name(a.location(of: field, in: x), a), nil)
    }
  }

  private mutating func compareRows(
    _ path: String, _ left: Int, _ right: Int, unit: String, _ body: (inout WorldComparison, Int) -> Void
  ) {
    if left != right { note(path, "\(left) \(unit)", "\(right) \(unit)") }
    for index in 0..<min(left, right) where found.count < limit { body(&self, index) }
  }

  private mutating func note(_ path: String, _ before: String?, _ after: String?) {
    if found.count < limit { found.append(WorldDifference(path: path, before: before, after: after)) }
  }

  /// The value, or a name of the type if it is no single value.
  private func name(_ location: WorldReader.Location, _ reader: WorldReader) -> String {
    if let count = location.arrayCount { return "array of \(count)" }
    switch location.type {
    case .scalar(let scalar), .enumeration(_, let scalar):
      return reader.text(scalar, at: location)
    case .structure(let index): return reader.layout.structs[index].name
    case .pool: return "pool of \(reader.poolCount(at: location))"
    }
  }
}
