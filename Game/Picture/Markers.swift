import GameSDK
import World

/// Arrows at the edge of the screen that point to what is outside of it.
extension Cinder {
  func drawMarkers(_ world: World, _ canvas: inout Canvas, _ palette: Palette) {
    for creature in world.creatures.elements {
      let isBoss = files.creatures[creature.kind].isBoss
      drawMarker(creature.body.interpolated(at: canvas.alpha), palette[isBoss ? .danger : .rime], &canvas)
    }
    guard world.phase == .playing else { return }
    for spawner in world.spawners.elements where spawner.has_gate {
      drawMarker(spawner.gate, palette[.frost], &canvas)
    }
  }

  /// Does nothing for a position on the screen.
  private func drawMarker(_ position: Vector, _ color: Color, _ canvas: inout Canvas) {
    let visible = canvas.visible
    let (x, y) = (Int(pixel: position.x), Int(pixel: position.y))
    if visible.contains(x, y) { return }
    let column = max(0, min(canvas.columns - 1, x - canvas.camera.x))
    let row = max(SceneTuning.hudRows, min(canvas.rows - 1, (y - canvas.camera.y) / 2))
    let glyph =
      x < visible.x ? "◀" : x >= visible.maxX ? "▶" : y < visible.y ? "▲" : "▼"
    canvas.text(glyph, column: column, row: row, color, style: .bold)
  }
}
