import GameSDK
import World

extension Vector {
  static let zero = Vector(x: 0, y: 0)

  static func + (a: Vector, b: Vector) -> Vector { Vector(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Vector, b: Vector) -> Vector { Vector(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Vector, factor: Float) -> Vector { Vector(x: a.x * factor, y: a.y * factor) }
  static func += (a: inout Vector, b: Vector) { a = a + b }

  static func != (a: Vector, b: Vector) -> Bool { a.x != b.x || a.y != b.y }

  var lengthSquared: Float { x * x + y * y }
  var length: Float { lengthSquared.squareRoot() }

  /// The vector scaled to length 1; zero stays zero.
  var direction: Vector {
    let length = length
    return length > 0 ? self * (1 / length) : .zero
  }

  func isWithin(_ distance: Float, of other: Vector) -> Bool {
    (self - other).lengthSquared < distance * distance
  }

  func dot(_ other: Vector) -> Float { x * other.x + y * other.y }

  func mixed(with other: Vector, by amount: Float) -> Vector { self + (other - self) * amount }

  /// The vector turned by an angle in radians.
  func turned(by angle: Float) -> Vector {
    if abs(angle) > 1 { return turned(by: angle / 2).turned(by: angle / 2) }
    // Taylor polynomials: exact enough for shots, and the same on every machine.
    let square = angle * angle
    let sine = angle * (1 - square / 6 * (1 - square / 20 * (1 - square / 42)))
    let cosine = 1 - square / 2 * (1 - square / 12 * (1 - square / 30))
    return Vector(x: x * cosine - y * sine, y: x * sine + y * cosine)
  }
}

extension Vector {
  /// Directions in a fan around this one.
  ///
  /// - Parameter angle: Between two neighbours, in radians.
  func fan(of count: Int, angle: Float) -> [Vector] {
    (0..<count).map { turned(by: (Float($0) - Float(count - 1) / 2) * angle) }
  }
}

extension Body {
  init(at position: Vector, velocity: Vector = .zero) {
    self.init(position: position, previous: position, velocity: velocity)
  }

  /// The position between the previous tick (0) and this one (1).
  func interpolated(at alpha: Float) -> Vector { previous.mixed(with: position, by: alpha) }

  /// Moves for a time in seconds, and stops at walls: a body that overlaps no wall never does. A wall stops only the axis that
  /// it blocks, so that bodies slide along walls.
  mutating func move(for time: Float, in map: TileMap, halfSize: Float) {
    // In steps of less than a tile: no speed jumps over a wall.
    let distance = max(abs(velocity.x), abs(velocity.y)) * time
    let steps = max(1, min(16, Int(pixel: distance / Body.greatestStep) + 1))
    let time = min(time, Body.greatestStep * 16 / max(distance, 1) * time) / Float(steps)
    for _ in 0..<steps {
      step(Vector(x: velocity.x * time, y: 0), in: map, halfSize)
      step(Vector(x: 0, y: velocity.y * time), in: map, halfSize)
    }
  }

  /// In pixels. Less than a tile.
  private static let greatestStep: Float = 3

  /// Moves along one axis.
  private mutating func step(_ offset: Vector, in map: TileMap, _ halfSize: Float) {
    let isHorizontal = offset.x != 0
    guard isHorizontal || offset.y != 0 else { return }
    guard map.blocks(position + offset, halfSize: halfSize) else {
      position += offset
      return
    }
    let contact = contact(with: map, offset, halfSize)
    if !map.blocks(contact, halfSize: halfSize) { position = contact }
    if isHorizontal { velocity.x = 0 } else { velocity.y = 0 }
    slip(offset, in: map, halfSize)
  }

  /// The position at the border of the wall ahead.
  private func contact(with map: TileMap, _ offset: Vector, _ halfSize: Float) -> Vector {
    // Less than the width of the narrowest passage beside the largest walker.
    let gap: Float = 0.02
    func aligned(_ position: Float, _ offset: Float) -> Float {
      let size = Float(TileMap.tileSize)
      let edge = position + offset + (offset > 0 ? halfSize : -halfSize)
      let border = (edge / size).rounded(.down) * size
      return offset > 0 ? border - halfSize - gap : border + size + halfSize + gap
    }
    return offset.x != 0
      ? Vector(x: aligned(position.x, offset.x), y: position.y)
      : Vector(x: position.x, y: aligned(position.y, offset.y))
  }

  /// Moves a body that ran into the corner of a passage sideways, towards the middle of the passage.
  private mutating func slip(_ offset: Vector, in map: TileMap, _ halfSize: Float) {
    guard halfSize <= TileMap.greatestWalker else { return }
    let (column, row) = (TileMap.tileIndex(position.x), TileMap.tileIndex(position.y))
    let ahead = (
      column + (offset.x > 0 ? 1 : offset.x < 0 ? -1 : 0), row + (offset.y > 0 ? 1 : offset.y < 0 ? -1 : 0)
    )
    guard map.isFloor(ahead.0, ahead.1) else { return }
    let center = TileMap.center(column, row)
    let limit = max(abs(offset.x), abs(offset.y))
    let sideways =
      offset.x != 0
      ? Vector(x: 0, y: max(-limit, min(limit, center.y - position.y)))
      : Vector(x: max(-limit, min(limit, center.x - position.x)), y: 0)
    if !map.blocks(position + sideways, halfSize: halfSize) { position += sideways }
  }
}
