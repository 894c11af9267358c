import World

extension Vector {
  static let zero = Vector(x: 0, y: 0)

  static func + (a: Vector, b: Vector) -> Vector { Vector(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Vector, b: Vector) -> Vector { Vector(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Vector, factor: Float) -> Vector { Vector(x: a.x * factor, y: a.y * factor) }
  static func += (a: inout Vector, b: Vector) { a = a + b }

  var lengthSquared: Float { x * x + y * y }
  var length: Float { lengthSquared.squareRoot() }

  /// The direction, with length 1; zero has none and stays zero.
  var direction: Vector {
    let length = length
    return length > 0 ? self * (1 / length) : .zero
  }

  func dot(_ other: Vector) -> Float { x * other.x + y * other.y }

  func mixed(with other: Vector, by amount: Float) -> Vector { self + (other - self) * amount }
}

extension Body {
  /// At rest.
  init(at place: Vector, velocity: Vector = .zero) {
    self.init(position: place, last: place, velocity: velocity)
  }

  /// Where it is in a picture between two ticks.
  func drawn(at alpha: Float) -> Vector { last.mixed(with: position, by: alpha) }

  /// Moves for a time, along walls where there are any. True if a wall was in the way.
  mutating func move(for time: Float, in map: TileMap, halfSize: Float) -> Bool {
    var isStopped = false
    let sideways = Vector(x: position.x + velocity.x * time, y: position.y)
    if map.blocks(sideways, halfSize: halfSize) {
      velocity.x = 0
      isStopped = true
    } else {
      position = sideways
    }
    let upwards = Vector(x: position.x, y: position.y + velocity.y * time)
    if map.blocks(upwards, halfSize: halfSize) {
      velocity.y = 0
      isStopped = true
    } else {
      position = upwards
    }
    return isStopped
  }
}
