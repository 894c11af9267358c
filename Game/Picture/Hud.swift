import GameSDK
import World

extension Cinder {
  func drawHud(_ world: World, on canvas: inout Canvas) {
    let palette = files.palette
    switch world.phase {
    case .title: drawTitle(world, on: &canvas, palette)
    case .over: drawGameOver(world, on: &canvas, palette)
    case .intermission:
      drawBanner("wave \(world.wave) has burnt down", world.phase_time, on: &canvas, palette)
    default:
      if world.phase_time < 1.8 { drawBanner("wave \(world.wave)", world.phase_time, on: &canvas, palette) }
    }
    if world.phase != .title { drawStatusLine(world, on: &canvas, palette) }
  }

  /// Draws lives, flare, wave and score into the first row.
  private func drawStatusLine(_ world: World, on canvas: inout Canvas, _ palette: Palette) {
    let back = palette[.night]
    for column in 0..<canvas.columns { canvas.text(" ", column: column, row: 0, on: back) }
    for life in 0..<Int(min(9, max(0, world.lives))) {
      canvas.text("♥", column: 1 + life * 2, row: 0, palette[world.lives == 1 ? .danger : .flame], on: back)
    }
    let flare =
      world.player.flare_cooldown == 0 ? "flare ready" : "flare in \(Int(world.player.flare_cooldown) + 1)"
    canvas.text(
      flare, column: 1 + max(8, Int(world.lives) * 2 + 2), row: 0,
      palette[world.player.flare_cooldown == 0 ? .good : .quiet], on: back)
    canvas.centered("wave \(world.wave)", row: 0, palette[.text], on: back, style: .bold)
    var score = "\(world.score)"
    if world.streak >= 10 { score = "×\(1 + world.streak / 10)  " + score }
    canvas.text(
      score, column: canvas.columns - score.cellWidth - 1, row: 0, palette[.gold], on: back, style: .bold)
  }

  private func drawBanner(_ text: String, _ time: Float, on canvas: inout Canvas, _ palette: Palette) {
    // Fades in quickly and out slowly.
    let strength = min(1, time * 5) * min(1, max(0, 2.2 - time))
    canvas.centered(
      text, row: canvas.rows / 4, palette[.night].mixed(with: palette[.gold], by: strength), style: .bold)
  }

  private func drawTitle(_ world: World, on canvas: inout Canvas, _ palette: Palette) {
    canvas.clip = PixelRect(x: 0, y: 0, width: canvas.width, height: canvas.height)
    canvas.fade(to: palette[.void], by: 0.6)
    let title = files.title
    canvas.camera = (0, 0)
    let top = canvas.height / 3 - title.height / 2
    canvas.glow(
      x: Float(canvas.width) / 2, y: Float(top + title.height), radius: Float(title.width) * 0.75,
      palette[.rust],
      strength: 0.4 + (world.phase_time * 3).oscillation * 0.08)
    canvas.sprite(title, x: (canvas.width - title.width) / 2, y: top)
    let row = (top + title.height) / 2 + 3
    canvas.centered("the last warm thing in a cold hall", row: row, palette[.text], style: .italic)
    if Int(world.phase_time * 2) % 3 != 2 {
      canvas.centered("enter to begin", row: row + 3, palette[.gold], style: .bold)
    }
    canvas.centered("arrows or WASD move   space burns   F flares", row: row + 5, palette[.text])
    if world.best > 0 { canvas.centered("best \(world.best)", row: row + 7, palette[.quiet]) }
  }

  private func drawGameOver(_ world: World, on canvas: inout Canvas, _ palette: Palette) {
    canvas.fade(to: palette[.void], by: min(0.6, world.phase_time * 0.4))
    let row = canvas.rows / 2 - 2
    canvas.centered("the cinder is out", row: row, palette[.danger], style: .bold)
    canvas.centered(
      "score \(world.score)   best \(world.best)   wave \(world.wave)", row: row + 2, palette[.text])
    if world.phase_time > Rules.gameOverDelay {
      canvas.centered("enter to burn again", row: row + 4, palette[.gold])
    }
  }
}
