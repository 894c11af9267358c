import World

extension Vector {
  static let zero = Vector(x: 0, y: 0)

  static func + (a: Vector, b: Vector) -> Vector { Vector(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Vector, b: Vector) -> Vector { Vector(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Vector, factor: Float) -> Vector { Vector(x: a.x * factor, y: a.y * factor) }
  static func += (a: inout Vector, b: Vector) { a = a + b }

  var lengthSquared: Float { x * x + y * y }
  var length: Float { lengthSquared.squareRoot() }

  /// The vector scaled to length 1; zero stays zero.
  var direction: Vector {
    let length = length
    return length > 0 ? self * (1 / length) : .zero
  }

  func dot(_ other: Vector) -> Float { x * other.x + y * other.y }

  func mixed(with other: Vector, by amount: Float) -> Vector { self + (other - self) * amount }
}

extension Body {
  init(at position: Vector, velocity: Vector = .zero) {
    self.init(position: position, previous: position, velocity: velocity)
  }

  /// The position between the previous tick (0) and this one (1).
  func interpolated(at alpha: Float) -> Vector { previous.mixed(with: position, by: alpha) }

  /// Moves for a time in seconds. A wall stops only the axis that it blocks, so that bodies slide along walls.
  mutating func move(for time: Float, in map: TileMap, halfSize: Float) {
    let horizontal = Vector(x: position.x + velocity.x * time, y: position.y)
    if map.blocks(horizontal, halfSize: halfSize) {
      velocity.x = 0
    } else {
      position = horizontal
    }
    let vertical = Vector(x: position.x, y: position.y + velocity.y * time)
    if map.blocks(vertical, halfSize: halfSize) {
      velocity.y = 0
    } else {
      position = vertical
    }
  }
}
