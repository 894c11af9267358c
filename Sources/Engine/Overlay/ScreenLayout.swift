/// How the rows of a frame are divided between the host and the game. Pure.
struct ScreenLayout {
  /// The rows of the status line.
  let hudRows: Int
  /// The banner, wrapped.
  let banner: [String]
  /// The first row of the game.
  ///
  /// A banner moves the game down if the game's minimum leaves room for that. If not, it covers the game's first rows:
  /// only the status line can make a terminal too small.
  let top: Int

  /// - Parameter minimum: the smallest picture that the game can draw; 0 in a direction without a minimum.
  init(_ overlay: Overlay, minimum: CellSize, size: CellSize) {
    hudRows = min(overlay.showsHUD ? 1 : 0, size.rows)
    let lines = overlay.banner?.wrapped(toCells: size.columns - 2, indent: 0) ?? []
    banner = Array(lines.prefix(max(1, size.rows / 3)))
    let free = minimum.rows > 0 ? max(0, size.rows - hudRows - minimum.rows) : size.rows
    top = min(hudRows + min(banner.count, free), size.rows)
  }
}
