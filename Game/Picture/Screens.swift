import GameSDK
import World

/// The texts and menus over the hall, by phase.
extension Cinder {
  func drawScreen(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    let isOver = world.phase == .over || world.phase == .victory || world.phase == .naming
    if world.phase != .title, !isOver {
      drawStatusLine(world, palette, on: &canvas)
      drawBossBar(world, palette, on: &canvas)
    }
    switch world.phase {
    case .title: drawTitle(world, palette, on: &canvas)
    case .over, .victory: drawEnd(world, palette, on: &canvas)
    case .naming: drawNaming(world, palette, on: &canvas)
    case .upgrade: drawUpgrades(world, palette, on: &canvas)
    case .intermission:
      drawBanner("wave \(world.wave) has burnt down", world.phase_time, palette, on: &canvas)
    default:
      drawBanner(waveBanner(world), world.phase_time, palette, on: &canvas)
    }
    if world.is_demo {
      let enter = canvas.key(.begin, usual: "enter")
      canvas.centered(
        " demo · \(enter) ends it ", row: canvas.rows - 2, palette[.night], on: palette[.gold], style: .bold)
    }
    if world.menu.page != .none, world.menu.page != .main { drawMenu(world, palette, on: &canvas) }
  }

  private func waveBanner(_ world: World) -> String {
    let name = files.level(Int(world.level)).map.name
    return name.isEmpty ? "wave \(world.wave)" : "wave \(world.wave) · \(name)"
  }

  private func drawTitle(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    canvas.clip = PixelRect(x: 0, y: 0, width: canvas.width, height: canvas.height)
    canvas.fade(to: palette[.void], by: 0.6)
    let title = files.title(palette)
    let items = items(of: .main, world)
    let height = (title.height + 1) / 2 + 3 + items.count
    let top = max(0, (canvas.rows - height) / 2 - (canvas.rows > 30 ? 3 : 0))
    canvas.camera = (0, 0)
    canvas.glow(
      x: Float(canvas.width) / 2, y: Float(top * 2 + title.height), radius: Float(title.width) * 0.75,
      palette[.rust], strength: 0.4 + (world.phase_time * 3).oscillation * 0.08)
    canvas.sprite(title, x: (canvas.width - title.width) / 2, y: top * 2)
    let row = top + (title.height + 1) / 2 + 1
    canvas.centered("the last warm thing in a cold hall", row: row, palette[.text], style: .italic)
    if world.menu.page != .main { return }
    let lines = MenuLines(items: items, cursor: Int(world.menu.cursor))
    lines.draw(row: row + 2, palette, back: nil, on: &canvas)
    if row + 2 + items.count + 1 < canvas.rows {
      let best = world.best > 0 ? "   best \(world.best)" : ""
      let (enter, quit) = (canvas.key(.begin, usual: "enter"), canvas.key(.quit, usual: "Q"))
      canvas.centered(
        "↑↓ choose   \(enter) select   F1 keys   \(quit) quit\(best)", row: row + 3 + items.count,
        palette[.quiet])
    }
  }

  private func drawEnd(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    canvas.fade(to: palette[.void], by: min(0.75, world.phase_time * 0.5))
    let isVictory = world.phase == .victory
    var lines = [
      (
        isVictory ? "The hall is warm again" : "The cinder is out", palette[isVictory ? .gold : .danger],
        TextStyle.bold
      ),
      ("", palette[.text], []),
      ("score \(world.score)", palette[.gold], .bold),
      (
        "wave \(world.wave)   \(world.kills) kills   \(duration(world.runSeconds))",
        palette[.text],
        []
      ),
      (
        world.score > 0 && world.score >= world.best ? "your best so far" : "best \(world.best)",
        palette[.text], []
      ),
      ("", palette[.text], []),
    ]
    if isVictory { lines.insert(("Winter is over. Thank you for playing.", palette[.text], .italic), at: 1) }
    if world.phase_time > Rules.gameOverDelay {
      lines.append(("\(canvas.key(.begin, usual: "enter")) to go on", palette[.gold], []))
    }
    let box = Box(columns: 44, rows: lines.count + 2, in: canvas)
    box.draw(palette, on: &canvas)
    for (index, line) in lines.enumerated() {
      canvas.centered(line.0, row: box.row + 1 + index, line.1, on: palette[.night], style: line.2)
    }
  }

  private func drawNaming(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    canvas.fade(to: palette[.void], by: 0.75)
    let box = Box(columns: 44, rows: 9, in: canvas)
    box.draw(palette, on: &canvas)
    canvas.centered(
      "score \(world.score): one of the best", row: box.row + 1, palette[.gold], on: palette[.night],
      style: .bold)
    let left = (canvas.columns - UInt64.maxLetters * 2) / 2
    for index in 0..<UInt64.maxLetters {
      let byte = world.name[letter: index]
      let letter = byte > 0x20 ? String(UnicodeScalar(byte)) : "_"
      let isChosen = index == Int(world.name_cursor)
      canvas.text(
        letter, column: left + index * 2, row: box.row + 4, palette[isChosen ? .night : .text],
        on: palette[isChosen ? .gold : .night], style: .bold)
      guard isChosen else { continue }
      canvas.text("▲", column: left + index * 2, row: box.row + 3, palette[.gold], on: palette[.night])
      canvas.text("▼", column: left + index * 2, row: box.row + 5, palette[.gold], on: palette[.night])
    }
    canvas.centered(
      "type a name, or ↑↓ ←→   \(canvas.key(.begin, usual: "enter")) done", row: box.row + 7, palette[.text],
      on: palette[.night])
  }

  private func drawUpgrades(_ world: World, _ palette: Palette, on canvas: inout Canvas) {
    canvas.fade(to: palette[.void], by: min(0.7, world.phase_time * 2))
    let items = world.offers.elements.map { offer in
      let kind = files.upgrades[offer.kind]
      return MenuItem(
        label: kind?.name ?? "?", value: kind?.text ?? "",
        note: offer.count > 1 ? "you have \(offer.count - 1)" : "")
    }
    let lines = MenuLines(items: items, cursor: Int(world.menu.cursor), spacing: 2)
    let box = Box(columns: max(lines.width + 2, 40), rows: items.count * 2 + 6, in: canvas)
    box.draw(palette, on: &canvas)
    canvas.centered(
      "Choose what burns brighter", row: box.row + 1, palette[.gold], on: palette[.night], style: .bold)
    lines.draw(row: box.row + 3, palette, back: palette[.night], on: &canvas)
    canvas.centered(
      "↑↓ choose   \(canvas.key(.begin, usual: "enter")) take", row: box.row + box.rows - 2, palette[.quiet],
      on: palette[.night])
  }

  /// Minutes and seconds.
  func duration(_ seconds: Int32) -> String {
    "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
