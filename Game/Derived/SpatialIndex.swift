import GameSDK
import World

/// Who is where: the creatures sorted into squares, so that finding those near a place does not mean asking all of them.
///
/// Derived from the pool of creatures, anew in each tick (a counting sort).
struct SpatialIndex {
  /// Pixels along the edge of a square.
  private static let squareSize: Float = 8

  private var columns = 0
  private var rows = 0
  /// Square n holds items[starts[n] ..< starts[n + 1]].
  private var starts: [Int32] = []
  private var items: [Int32] = []
  private var squares: [Int32] = []

  mutating func refresh(_ creatures: CreaturePool, level map: TileMap) {
    columns = Int(map.pixelWidth / SpatialIndex.squareSize) + 1
    rows = Int(map.pixelHeight / SpatialIndex.squareSize) + 1
    starts = Array(repeating: 0, count: columns * rows + 1)
    squares.removeAll(keepingCapacity: true)
    for index in creatures.indices {
      let square = square(at: creatures[index].body.position)
      squares.append(Int32(square))
      starts[square + 1] += 1
    }
    for square in 0..<columns * rows { starts[square + 1] += starts[square] }
    items = Array(repeating: 0, count: squares.count)
    // From the back, so that each square keeps the order of the pool, and the starts end up in place.
    var ends = starts
    for index in squares.indices.reversed() {
      let square = Int(squares[index])
      ends[square + 1] -= 1
      items[Int(ends[square + 1])] = Int32(index)
    }
  }

  private func column(_ x: Float) -> Int { max(0, min(columns - 1, Int(pixel: x / SpatialIndex.squareSize))) }
  private func row(_ y: Float) -> Int { max(0, min(rows - 1, Int(pixel: y / SpatialIndex.squareSize))) }
  private func square(at place: Vector) -> Int { row(place.y) * columns + column(place.x) }

  /// Calls `body` with the index of each creature in the squares that `reach` touches: all that are so near, and some more.
  func forEach(near place: Vector, reach: Float, _ body: (Int) -> Void) {
    guard columns > 0 else { return }
    for row in row(place.y - reach)...row(place.y + reach) {
      for column in column(place.x - reach)...column(place.x + reach) {
        let square = row * columns + column
        for item in starts[square]..<starts[square + 1] { body(Int(items[Int(item)])) }
      }
    }
  }
}
