import WorldState

/// Where the game's picture is in the world, as the game tells it: see `HostTable.picture_place`.
public struct PicturePlace: Sendable, Equatable {
  /// The pixel of the world in the upper left corner.
  var x: Double
  var y: Double
  /// The pixels of a cell.
  var columns: Double
  var rows: Double

  public init(x: Int64, y: Int64, columns: UInt32, rows: UInt32) {
    self.x = Double(x)
    self.y = Double(y)
    self.columns = Double(max(1, columns))
    self.rows = Double(max(1, rows))
  }

  /// The place in the world of the middle of a cell. Its row counts from the first one of the picture.
  func point(column: Int, row: Int) -> WorldPoint {
    WorldPoint(x: x + (Double(column) + 0.5) * columns, y: y + (Double(row) + 0.5) * rows)
  }
}
