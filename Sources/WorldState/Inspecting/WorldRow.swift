/// One row of a world that is shown as a tree.
public struct WorldRow: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A number or a constant.
    case value
    /// A struct, an array or a pool, with the number of its fields or elements.
    case group(count: Int, isExpanded: Bool)
  }

  public var path: WorldPath
  /// From 0, for what is in the root of the tree.
  public var depth: Int
  public var content: Content
  /// `float`, `enum Kind`, `Vector`, `int32[4]`, `pool of Creature`.
  public var type: String
  /// The value; of a group, its first values or the number of its elements.
  public var text: String
  /// Of the pool element that it is or is in: it follows the element wherever the pool moves it. 0 outside of pools.
  public var identity: UInt32
  /// Whether it is a pool.
  public var isPool: Bool
}

extension WorldReader {
  /// The values that a group is summarised by.
  private static let summaryValues = 4

  /// The names of the fields of what a path leads to, such as `creatures[3]`, and of the world for an empty one. Empty if it leads to
  /// nothing that has fields.
  public func fieldNames(at path: some StringProtocol) -> [String] {
    (path.isEmpty ? WorldPath() : try? WorldPath(parsing: String(path))).map { fieldNames(at: $0) } ?? []
  }

  /// The number of fields of a struct, or of elements of an array or a pool; 0 for a value.
  func childCount(of location: Location) -> Int {
    if let count = elementCount(of: location) { return count }
    guard case .structure(let index) = location.type else { return 0 }
    return layout.structs[index].fields.count
  }

  func isGroup(_ location: Location) -> Bool { location.arrayCount != nil || location.type.scalar == nil }

  /// The step to a field or element by its number; it must exist.
  func step(_ number: Int, in location: Location) -> WorldPath.Step {
    if elementCount(of: location) != nil { return .element(number) }
    guard case .structure(let index) = location.type else { preconditionFailure("a value has no parts") }
    return .field(layout.structs[index].fields[number].name)
  }

  /// The number of a field or element; nil if there is none.
  func number(of step: WorldPath.Step, in location: Location) -> Int? {
    switch step {
    case .element(let index):
      return elementCount(of: location).flatMap { (0..<$0).contains(index) ? index : nil }
    case .field(let name):
      guard location.arrayCount == nil, case .structure(let index) = location.type else { return nil }
      return layout.structs[index].fields.firstIndex { $0.name == name }
    }
  }

  func typeName(of location: Location) -> String {
    let name =
      switch location.type {
      case .scalar(let scalar): scalar.description
      case .enumeration(let name, _): "enum \(name)"
      case .structure(let index): layout.structs[index].name
      case .pool(let index): "pool of \(layout.structs[index].name)"
      }
    return location.arrayCount.map { "\(name)[\($0)]" } ?? name
  }

  /// The value at a location, or a summary of what is there.
  func shownText(at location: Location) -> String {
    if let scalar = location.type.scalar, location.arrayCount == nil { return text(scalar, at: location) }
    if case .pool = location.type, location.arrayCount == nil {
      let count = poolCount(at: location)
      return count == 1 ? "1 element" : "\(count) elements"
    }
    var parts: [String] = []
    let isComplete = summarise(location, name: "", &parts)
    return parts.joined(separator: ", ") + (isComplete ? "" : parts.isEmpty ? "…" : ", …")
  }

  /// - Returns: whether all values are among the parts.
  private func summarise(_ location: Location, name: String, _ parts: inout [String]) -> Bool {
    if location.arrayCount == nil, let scalar = location.type.scalar {
      guard parts.count < Self.summaryValues else { return false }
      parts.append((name.isEmpty ? "" : name + " ") + text(scalar, at: location))
      return true
    }
    if location.arrayCount == nil, case .pool = location.type { return false }
    for number in 0..<childCount(of: location) {
      let step = step(number, in: location)
      guard let child = child(step, of: location) else { return false }
      // Elements of an array need no names.
      let part = if case .field(let field) = step { name.isEmpty ? field : "\(name).\(field)" } else { name }
      if !summarise(child, name: part, &parts) { return false }
    }
    return true
  }

  /// The value at a path as text, constants by name; nil if no value is there.
  public func shownValue(at path: WorldPath) -> String? {
    guard let location = try? resolve(path), location.arrayCount == nil, let scalar = location.type.scalar
    else { return nil }
    return text(scalar, at: location)
  }

  /// A number for a graph of the value at a path; nil if no value is there, or if it is not finite.
  public func number(at path: WorldPath) -> Double? {
    guard let location = try? resolve(path), location.arrayCount == nil, let scalar = location.type.scalar
    else { return nil }
    let number = value(scalar, at: location).number
    return number.isFinite ? number : nil
  }

  /// Whether a struct, an array or a pool is at the path; nil if nothing is there.
  public func isGroup(at path: WorldPath) -> Bool? { (try? resolve(path)).map(isGroup) }

  /// Whether a pool is at the path.
  public func isPool(at path: WorldPath) -> Bool { (try? pool(at: path)) != nil }

  /// The names of the constants of the enum at a path; empty if there is none.
  public func constantNames(at path: WorldPath) -> [String] {
    guard let location = try? resolve(path) else { return [] }
    return enumeration(at: location)?.constants.map(\.name) ?? []
  }

  /// The names of the fields of the struct at a path; empty if no struct is there.
  public func fieldNames(at path: WorldPath) -> [String] {
    guard let location = try? resolve(path), location.arrayCount == nil,
      case .structure(let index) = location.type
    else { return [] }
    return layout.structs[index].fields.map(\.name)
  }

  /// The number of fields of a struct, or of elements of an array or a pool; 0 for a value.
  public func childCount(at path: WorldPath) -> Int { (try? resolve(path)).map(childCount) ?? 0 }

  /// Throws if nothing is at the path.
  public func check(_ path: WorldPath) throws(WorldError) { _ = try resolve(path) }

  /// The paths of all pools.
  public var poolPaths: [WorldPath] { layout.poolSites().compactMap { try? WorldPath(parsing: $0.path) } }

  /// The name of the struct of the elements of a pool; nil if there is none.
  public func elementName(ofPool path: WorldPath) -> String? { (try? pool(at: path))?.elementName }

  /// Number of elements of the array or pool at a path; nil if there is none.
  public func elementCount(at path: WorldPath) -> Int? { (try? resolve(path)).flatMap(elementCount) }
}

extension WorldValue {
  /// For comparisons and graphs. Large 64-bit integers are rounded.
  var number: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .float(let value): Double(value)
    case .double(let value): value
    }
  }
}
