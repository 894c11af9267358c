import GameSDK
import World

/// A uniform grid over the creatures: finds those near a position without testing all of them.
///
/// Derived data: rebuilt in each tick by a counting sort.
struct SpatialIndex {
  /// The edge of a grid cell in pixels.
  private static let cellSize: Float = 8

  private var columns = 0
  private var rows = 0
  /// Cell n contains items[starts[n] ..< starts[n + 1]].
  private var starts: [Int32] = []
  private var items: [Int32] = []
  /// The cell of each creature, by its index in the pool.
  private var cells: [Int32] = []

  mutating func refresh(_ creatures: CreaturePool, level map: TileMap) {
    columns = Int(map.pixelWidth / SpatialIndex.cellSize) + 1
    rows = Int(map.pixelHeight / SpatialIndex.cellSize) + 1
    starts = Array(repeating: 0, count: columns * rows + 1)
    cells.removeAll(keepingCapacity: true)
    for index in creatures.indices {
      let cell = cell(at: creatures[index].body.position)
      cells.append(Int32(cell))
      starts[cell + 1] += 1
    }
    for cell in 0..<columns * rows { starts[cell + 1] += starts[cell] }
    items = Array(repeating: 0, count: cells.count)
    // Backwards, so that each cell keeps the order of the pool.
    var ends = starts
    for index in cells.indices.reversed() {
      let cell = Int(cells[index])
      ends[cell + 1] -= 1
      items[Int(ends[cell + 1])] = Int32(index)
    }
  }

  private func column(_ x: Float) -> Int { max(0, min(columns - 1, Int(pixel: x / SpatialIndex.cellSize))) }
  private func row(_ y: Float) -> Int { max(0, min(rows - 1, Int(pixel: y / SpatialIndex.cellSize))) }
  private func cell(at position: Vector) -> Int { row(position.y) * columns + column(position.x) }

  /// Calls `body` with the index of each creature in the cells that the radius touches: all creatures within the radius,
  /// and some beyond it.
  func forEach(near position: Vector, radius: Float, _ body: (Int) -> Void) {
    guard columns > 0 else { return }
    for row in row(position.y - radius)...row(position.y + radius) {
      for column in column(position.x - radius)...column(position.x + radius) {
        let cell = row * columns + column
        for item in starts[cell]..<starts[cell + 1] { body(Int(items[Int(item)])) }
      }
    }
  }
}
