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
    var location = root
    for step in try parse(path) {
      switch step {
      case .field(let name):
        guard location.arrayCount == nil, case .structure(let index) = location.type,
          let field = layout.structs[index].field(named: name)
        else { throw .noSuchField(path: path, at: name) }
        location = self.location(of: field, in: location)
      case .element(let index): location = try element(index, of: location, path: path)
      }
    }
    return location
  }

  private func element(_ index: Int, of location: Location, path: String) throws(WorldError) -> Location {
    if let count = location.arrayCount {
      guard index < count else { throw .indexOutOfRange(path: path, index: index, count: count) }
      return element(index, of: location)
    }
    guard case .pool(let element) = location.type else { throw .noSuchField(path: path, at: "[\(index)]") }
    let count = poolCount(at: location)
    guard index < count else { throw .indexOutOfRange(path: path, index: index, count: count) }
    return poolElement(index, of: element, at: location)
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

  private enum Step {
    case field(String)
    case element(Int)
  }

  private func parse(_ path: String) throws(WorldError) -> [Step] {
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      var pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      let name = pieces.removeFirst()
      guard !name.isEmpty else { throw .malformedPath(path: path) }
      steps.append(.field(String(name)))
      for piece in pieces {
        guard piece.hasSuffix("]"), let index = Int(piece.dropLast()), index >= 0 else {
          throw .malformedPath(path: path)
        }
        steps.append(.element(index))
      }
    }
    return steps
  }
}
