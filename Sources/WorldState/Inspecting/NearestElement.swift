/// A position of the world: where things are, in the units of the game.
public struct WorldPoint: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

extension WorldReader {
  /// The structs that hold a position as fields `x` and `y`.
  private static let positionNames = ["position", "pos", "place", "location"]
  /// How deep a position may be in an element: `body.position.x`.
  private static let maxDepth = 2

  /// The element of a pool, or the struct of the world, that is nearest to a place; nil if none has a position.
  ///
  /// Something has a position if it has fields `x` and `y`, or a struct with these that is named `position`, `pos`, `place` or
  /// `location`, itself or in one of its structs.
  public func nearest(to place: WorldPoint) -> (path: WorldPath, distance: Double)? {
    var best: (path: WorldPath, distance: Double)?
    func offer(_ path: WorldPath, _ x: Double, _ y: Double) {
      let (dx, dy) = (x - place.x, y - place.y)
      let distance = (dx * dx + dy * dy).squareRoot()
      if distance.isFinite, distance < best?.distance ?? .infinity { best = (path, distance) }
    }
    for field in layout.world.fields where !field.isArray {
      guard case .structure(let index) = field.type, let (x, y) = position(in: index) else { continue }
      let start = field.offset
      offer(WorldPath([.field(field.name)]), number(x, at: start), number(y, at: start))
    }
    for site in layout.poolSites() {
      guard let (x, y) = position(in: site.element), let path = try? WorldPath(parsing: site.path) else {
        continue
      }
      let pool = Location(offset: site.storage, type: .pool(site.element), arrayCount: nil)
      let start = poolElement(0, of: site.element, at: pool).offset
      let size = layout.structs[site.element].size
      var closest: (index: Int, x: Double, y: Double, distance: Double)?
      for index in 0..<poolCount(at: pool) {
        let (px, py) = (number(x, at: start + index * size), number(y, at: start + index * size))
        let (dx, dy) = (px - place.x, py - place.y)
        let distance = dx * dx + dy * dy
        if distance < closest?.distance ?? .infinity { closest = (index, px, py, distance) }
      }
      if let closest { offer(path.appending(.element(closest.index)), closest.x, closest.y) }
    }
    return best
  }

  private typealias Axis = (scalar: Scalar, offset: Int)

  private func number(_ axis: Axis, at start: Int) -> Double {
    unsafe WorldValue(axis.scalar, at: base + start + axis.offset).number
  }

  /// Where the coordinates are in a struct.
  private func position(in index: Int, depth: Int = 0) -> (x: Axis, y: Axis)? {
    let one = layout.structs[index]
    if let x = axis("x", of: one), let y = axis("y", of: one) { return (x, y) }
    guard depth < Self.maxDepth else { return nil }
    let structs = one.fields.filter { if case .structure = $0.type { !$0.isArray } else { false } }
    let named = structs.filter { Self.positionNames.contains($0.name) }
    // A velocity has an x and a y, too: only below a struct that is named for a position do they count at once.
    for field in named {
      if let inner = field.type.structIndex, let (x, y) = coordinates(of: inner) {
        return ((x.scalar, x.offset + field.offset), (y.scalar, y.offset + field.offset))
      }
    }
    for field in structs where !named.contains(field) {
      guard let inner = field.type.structIndex, layout.structs[inner].fields.contains(where: isPosition),
        let (x, y) = position(in: inner, depth: depth + 1)
      else { continue }
      return ((x.scalar, x.offset + field.offset), (y.scalar, y.offset + field.offset))
    }
    return nil
  }

  private func isPosition(_ field: Layout.Field) -> Bool {
    guard !field.isArray, Self.positionNames.contains(field.name), let index = field.type.structIndex else {
      return false
    }
    return coordinates(of: index) != nil
  }

  private func coordinates(of index: Int) -> (x: Axis, y: Axis)? {
    let one = layout.structs[index]
    guard let x = axis("x", of: one), let y = axis("y", of: one) else { return nil }
    return (x, y)
  }

  private func axis(_ name: String, of one: Layout.Struct) -> Axis? {
    guard let field = one.field(named: name), !field.isArray, case .scalar(let scalar) = field.type,
      scalar != .bool
    else { return nil }
    return (scalar, field.offset)
  }
}
