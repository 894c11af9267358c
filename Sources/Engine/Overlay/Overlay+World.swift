import WorldState

extension Overlay {
  /// Reads what the inspector and the watched values show of the world. Called for each frame, before it is painted.
  /// - Parameters:
  ///   - minimum: the smallest picture that the game can draw; see `ScreenLayout`.
  ///   - tick: of the world.
  ///   - now: the loop's clock (ns).
  mutating func readWorld(
    of game: any GameProvider, minimum: CellSize, size: CellSize, tick: UInt64, now: UInt64
  ) {
    guard inspector != nil || !watched.values.isEmpty else { return }
    let world = game.shownWorld
    watched.read(world, tick: tick, now: now)
    let layout = ScreenLayout(self, minimum: minimum, size: size)
    guard let box = OverlayPainter(self, bindings: .builtIn).inspectorBox(layout, size: size) else { return }
    inspector?.read(world, kept: game.keptValues, columns: box.columns, rows: box.rows, now: now)
  }
}
