/// The way from the world to one of its values, structs, arrays or pools: `creatures[3].position.x`. Empty for the world itself.
public struct WorldPath: Hashable, Sendable, CustomStringConvertible {
  public enum Step: Hashable, Sendable {
    case field(String)
    /// Of an array or a pool.
    case element(Int)
  }

  public var steps: [Step]

  public init(_ steps: [Step] = []) { self.steps = steps }

  /// Reads what `description` writes; an empty text is no path.
  public init(parsing text: String) throws(WorldError) {
    steps = []
    if text.contains("..<") || text.contains("...") {
      throw .malformedPath(
        path: text, reason: "a range, such as [0..<2], can only be at the end of what is read")
    }
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      var pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      let name = pieces.removeFirst()
      guard !name.isEmpty else { throw .malformedPath(path: text) }
      steps.append(.field(String(name)))
      for piece in pieces {
        steps.append(.element(try Self.index(piece, in: text)))
      }
    }
  }

  /// - Parameter piece: what follows `[`, up to the next one or to the end of the field.
  private static func index(_ piece: Substring, in text: String) throws(WorldError) -> Int {
    guard let close = piece.firstIndex(of: "]") else {
      throw .malformedPath(path: text, reason: "there is no ] behind [\(piece)")
    }
    guard piece[close...] == "]" else {
      throw .malformedPath(path: text, reason: "behind ] there is neither a . nor a [")
    }
    let digits = piece[..<close]
    if let index = Int(digits), index >= 0 { return index }
    let number = digits.drop { $0 == "-" }
    let isNumber = !number.isEmpty && number.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    throw .malformedPath(
      path: text, reason: isNumber ? "no pool has an element \(digits)" : "[\(digits)] is no index")
  }

  public var description: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .field(let name): text += text.isEmpty ? name : ".\(name)"
      case .element(let index): text += "[\(index)]"
      }
    }
  }

  public var isEmpty: Bool { steps.isEmpty }
  /// Nil for the world itself.
  public var parent: WorldPath? { isEmpty ? nil : WorldPath(Array(steps.dropLast())) }
  /// `x`, `[3]`; empty for the world.
  public var name: String { steps.last.map { WorldPath([$0]).description } ?? "" }

  public func appending(_ step: Step) -> WorldPath { WorldPath(steps + [step]) }
  public func starts(with other: WorldPath) -> Bool { steps.starts(with: other.steps) }
}

extension WorldReader {
  /// The number at a path from the world, for example `creatures[3].position.x`.
  public func value(at path: String) throws(WorldError) -> WorldValue {
    let location = try resolve(path)
    if let scalar = location.type.scalar, location.arrayCount == nil { return value(scalar, at: location) }
    throw .notAValue(path: path, type: kindName(of: location))
  }

  /// Number of elements of the array or pool at a path.
  public func count(at path: String) throws(WorldError) -> Int {
    let location = try resolve(path)
    if let count = location.arrayCount { return count }
    guard case .pool = location.type else { throw .noSuchField(path: path, at: "count") }
    return poolCount(at: location)
  }

  func resolve(_ path: String) throws(WorldError) -> Location {
    try resolve(WorldPath(parsing: path))
  }

  func resolve(_ path: WorldPath) throws(WorldError) -> Location {
    var location = root
    for step in path.steps { location = try self.location(of: step, in: location, path) }
    return location
  }

  private func location(
    of step: WorldPath.Step, in owner: Location, _ path: WorldPath
  ) throws(WorldError) -> Location {
    if let child = child(step, of: owner) { return child }
    switch step {
    case .field(let name): throw .noSuchField(path: path.description, at: name)
    case .element(let index):
      guard let count = elementCount(of: owner) else {
        throw .noSuchField(path: path.description, at: "[\(index)]")
      }
      throw .indexOutOfRange(path: path.description, index: index, count: count)
    }
  }

  /// A field of a struct, or an element of an array or a pool; nil if there is none.
  func child(_ step: WorldPath.Step, of owner: Location) -> Location? {
    switch step {
    case .field(let name):
      guard owner.arrayCount == nil, case .structure(let index) = owner.type,
        let field = layout.structs[index].field(named: name)
      else { return nil }
      return location(of: field, in: owner)
    case .element(let index):
      guard let count = elementCount(of: owner), index < count, index >= 0 else { return nil }
      if owner.arrayCount != nil { return element(index, of: owner) }
      guard case .pool(let element) = owner.type else { return nil }
      return poolElement(index, of: element, at: owner)
    }
  }

  /// Of an array or a pool; nil for anything else.
  func elementCount(of location: Location) -> Int? {
    if let count = location.arrayCount { return count }
    if case .pool = location.type { return poolCount(at: location) }
    return nil
  }

  func kindName(of location: Location) -> String {
    if let count = location.arrayCount { return "array of \(count)" }
    return switch location.type {
    case .structure(let index): "struct \(layout.structs[index].name)"
    case .pool(let index): "pool of \(layout.structs[index].name)"
    case .scalar(let scalar): scalar.description
    case .enumeration(let name, _): "enum \(name)"
    }
  }
}
