extension WorldReader {
  /// The number at a path such as `creatures[3].position.x`, as seen from the world.
  public func value(at path: String) throws(WorldError) -> WorldValue {
    let place = try resolve(path)
    if let scalar = place.type.scalar, place.arrayCount == nil { return value(scalar, at: place) }
    throw .notAValue(path: path, type: kindName(of: place))
  }

  /// How many elements the array or pool at a path has.
  public func count(at path: String) throws(WorldError) -> Int {
    let place = try resolve(path)
    if let count = place.arrayCount { return count }
    guard case .pool = place.type else { throw .noSuchField(path: path, at: "count") }
    return poolCount(at: place)
  }

  func resolve(_ path: String) throws(WorldError) -> Place {
    var place = root
    for step in try parse(path) {
      switch step {
      case .field(let name):
        guard place.arrayCount == nil, case .structure(let index) = place.type,
          let field = layout.structs[index].field(named: name)
        else { throw .noSuchField(path: path, at: name) }
        place = self.place(of: field, in: place)
      case .element(let index): place = try element(index, of: place, path: path)
      }
    }
    return place
  }

  private func element(_ index: Int, of place: Place, path: String) throws(WorldError) -> Place {
    if let count = place.arrayCount {
      guard index < count else { throw .indexOutOfRange(path: path, index: index, count: count) }
      return element(index, of: place)
    }
    guard case .pool(let element) = place.type else { throw .noSuchField(path: path, at: "[\(index)]") }
    let count = poolCount(at: place)
    guard index < count else { throw .indexOutOfRange(path: path, index: index, count: count) }
    return poolElement(index, of: element, at: place)
  }

  private func kindName(of place: Place) -> String {
    if let count = place.arrayCount { return "array of \(count)" }
    return switch place.type {
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
