import GameSDK
import GameTesting
import World

@testable import Engine
@testable import Game

extension CinderRun {
  /// The present picture, for the engine.
  func cells(_ size: CellSize) throws -> CellBuffer {
    let cells = try draw(columns: size.columns, rows: size.rows).cells
    var picture = CellBuffer(size: size)
    for (index, cell) in cells.enumerated() { picture[index % size.columns, index / size.columns] = cell }
    return picture
  }

  /// Where the camera is in the level, in the present picture without its shaking.
  func camera(_ size: CellSize) throws -> HalfOffset {
    let map = try TileMap(text: Repository.text(of: "levels/\(world.level).txt"))
    let player = world.player.body.interpolated(at: 0.5)
    func start(_ player: Float, _ length: Float, _ view: Int) -> Int {
      Int(pixel: max(0, min(length - Float(view), player - Float(view) / 2)) + 0.5)
    }
    // The first row is the status line.
    return HalfOffset(
      columns: start(player.x, map.pixelWidth, size.columns),
      halves: start(player.y, map.pixelHeight, size.rows * 2 - 2))
  }
}
