import GameSDK
import World

enum Rules {
  static let secondsPerRow: Float = 0.6
  /// How much faster each tenth line makes it.
  static let speedUp: Float = 0.85
  /// Points for filling this many rows at once.
  static let points: [Int32] = [0, 100, 300, 500, 800]
}

/// Where pieces fall.
enum Well {
  static let width = 10
  static let height = 20
}

extension World {
  /// Begins a new game.
  mutating func begin(with shapes: Shapes, _ random: inout WorldRandom) {
    squares.removeAll()
    for _ in 0..<Well.width * Well.height { squares.append(Square(color: 0)) }
    (lines, score, is_over) = (0, 0, false)
    next = Int32(random.next(in: 0..<shapes.count))
    bringNext(shapes, &random)
  }

  /// Whether the well has the size that the code says.
  var isWellComplete: Bool { squares.count == Well.width * Well.height }

  /// The squares of the well that a piece covers.
  func cells(of piece: Piece, _ shapes: Shapes) -> [(x: Int, y: Int)] {
    shapes[piece.shape].turned[Int(piece.turns & 3)].map { (x: $0.x + Int(piece.x), y: $0.y + Int(piece.y)) }
  }

  /// Above the well is room.
  func fits(_ piece: Piece, _ shapes: Shapes) -> Bool {
    cells(of: piece, shapes).allSatisfy { cell in
      (0..<Well.width).contains(cell.x) && cell.y < Well.height
        && (cell.y < 0 || squares[cell.y * Well.width + cell.x].color == 0)
    }
  }

  /// Moves the piece sideways if there is room.
  /// - Returns: whether there was.
  @discardableResult
  mutating func move(by columns: Int32, _ shapes: Shapes) -> Bool {
    var moved = piece
    moved.x += columns
    guard fits(moved, shapes) else { return false }
    piece = moved
    return true
  }

  /// Moves the piece as far as there is room, until its middle is in a column.
  mutating func move(to column: Int, _ shapes: Shapes) {
    let goal = Int32(column - (shapes[piece.shape].size - 1) / 2)
    while piece.x != goal, move(by: (goal - piece.x).signum(), shapes) {}
  }

  /// Turns the piece; beside a wall it makes room.
  mutating func turn(_ shapes: Shapes) {
    for step in [0, -1, 1, -2, 2] as [Int32] {
      var turned = piece
      turned.turns = (piece.turns + 1) & 3
      turned.x += step
      if fits(turned, shapes) {
        piece = turned
        return
      }
    }
  }

  /// Where the piece will be when it has fallen.
  func landed(_ shapes: Shapes) -> Piece {
    var low = piece
    repeat { low.y += 1 } while fits(low, shapes)
    low.y -= 1
    return low
  }

  /// One row down. A piece that cannot fall stays, full rows go, and the next piece comes.
  mutating func fall(_ shapes: Shapes, _ random: inout WorldRandom) {
    var lower = piece
    lower.y += 1
    countdown = Rules.secondsPerRow * Float.pow(Rules.speedUp, lines / 10)
    if fits(lower, shapes) {
      piece = lower
      return
    }
    for cell in cells(of: piece, shapes) where cell.y >= 0 {
      squares[cell.y * Well.width + cell.x].color = UInt8(piece.shape % 255 + 1)
    }
    removeFullRows()
    bringNext(shapes, &random)
  }

  private mutating func removeFullRows() {
    var removed = 0
    for row in 0..<Well.height {
      let first = row * Well.width
      guard (first..<first + Well.width).allSatisfy({ squares[$0].color != 0 }) else { continue }
      removed += 1
      for index in (0..<first).reversed() { squares[index + Well.width] = squares[index] }
      for index in 0..<Well.width { squares[index].color = 0 }
    }
    lines += Int32(removed)
    score += Rules.points[min(removed, Rules.points.count - 1)]
  }

  /// The game is over if it has no room.
  private mutating func bringNext(_ shapes: Shapes, _ random: inout WorldRandom) {
    let size = shapes[next].size
    piece = Piece(shape: next, turns: 0, x: Int32((Well.width - size) / 2), y: 0)
    next = Int32(random.next(in: 0..<shapes.count))
    countdown = Rules.secondsPerRow * Float.pow(Rules.speedUp, lines / 10)
    is_over = !fits(piece, shapes)
  }
}

extension Float {
  fileprivate static func pow(_ base: Float, _ exponent: Int32) -> Float {
    (0..<max(0, exponent)).reduce(1) { power, _ in power * base }
  }
}
