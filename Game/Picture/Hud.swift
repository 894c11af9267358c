import GameSDK
import World

/// What is written over the hall during a run.
extension Cinder {
  /// Draws lives, flare, wave and score into the first row.
  func drawStatusLine(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    let back = palette[.night]
    for column in 0..<canvas.columns { canvas.text(" ", column: column, row: 0, on: back) }
    // As hearts while they fit beside the flare.
    let lives = Int(max(0, world.lives))
    let hearts = lives <= 5 ? Array(repeating: "♥", count: lives).joined(separator: " ") : "♥ × \(lives)"
    canvas.text(hearts, column: 1, row: 0, palette[lives == 1 ? .danger : .flame], on: back)
    let flare =
      world.player.flare_cooldown == 0
      ? "flare ready" : "flare in \(Int(pixel: world.player.flare_cooldown) + 1)"
    canvas.text(
      flare, column: 11, row: 0, palette[world.player.flare_cooldown == 0 ? .good : .quiet],
      on: back)
    canvas.centered(
      "wave \(world.wave) of \(files.waves.count)", row: 0, palette[.text], on: back, style: .bold)
    var score = "\(world.score)"
    if world.streak >= 10 { score = "×\(1 + world.streak / 10)  " + score }
    canvas.text(
      score, column: canvas.columns - score.cellWidth - 1, row: 0, palette[.gold], on: back, style: .bold)
  }

  /// The name and the health of a boss, in the last row.
  func drawBossBar(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    for creature in world.creatures.elements {
      let kind = files.creatures[creature.kind]
      guard let title = kind.title else { continue }
      let full = kind.health * world.difficultyRules.health
      let width = max(0, min(40, canvas.columns - title.cellWidth - 8))
      let filled = Int(pixel: Float(width) * max(0, min(1, creature.health / full)) + 0.99)
      let left = (canvas.columns - width - title.cellWidth - 1) / 2
      let row = canvas.rows - 1
      canvas.text(title + " ", column: left, row: row, palette[.rime], on: palette[.night], style: .bold)
      for index in 0..<width {
        canvas.text(
          index < filled ? "█" : "░", column: left + title.cellWidth + 1 + index, row: row,
          palette[index < filled ? .frost : .quiet], on: palette[.night])
      }
      return
    }
  }

  func drawBanner(_ text: String, _ time: Float, _ palette: Palette, on canvas: inout Canvas) {
    // Fades in quickly and out slowly.
    let strength = min(1, time * 5) * min(1, max(0, 2.2 - time))
    guard strength > 0.05 else { return }
    canvas.centered(
      " \(text) ", row: canvas.rows / 4, palette[.night].mixed(with: palette[.gold], by: strength),
      on: palette[.night], style: .bold)
  }
}
