/// How the rows of an attached window are divided: the tabs, the page, the status line. Pure.
struct WindowArea {
  static let tabRow = 0

  let size: CellSize

  /// Where the page is.
  var box: OverlayBox { OverlayBox(column: 0, row: 1, columns: size.columns, rows: max(0, size.rows - 2)) }
  var statusRow: Int { size.rows - 1 }

  // MARK: The inspector's page

  private static let watchColumns = 44
  private static let wideWindow = 120

  /// Watched values are beside the inspector in a wide window, otherwise below it.
  func inspectorBox(watching count: Int) -> OverlayBox {
    let box = box
    if count == 0 { return box }
    if size.columns >= Self.wideWindow {
      return OverlayBox(
        column: 0, row: box.row, columns: box.columns - Self.watchColumns, rows: box.rows)
    }
    return OverlayBox(
      column: 0, row: box.row, columns: box.columns, rows: box.rows - watchRows(count))
  }

  private func watchRows(_ count: Int) -> Int {
    let wanted = count * 2 + OverlayBox.frameRows
    // Whole values only: each has two rows.
    let most = box.rows / 3
    return most < 4 ? 0 : min(wanted, most - most % 2)
  }

  func watchBox(_ watched: WatchedValues) -> WatchBox? {
    let box = box
    let top = size.columns >= Self.wideWindow ? box.row : box.row + box.rows - watchRows(watched.values.count)
    return WatchBox(watched, top: top, right: size.columns, bottom: box.row + box.rows)
  }

  // MARK: The page of time

  /// The timeline is at the bottom of the page, as it is at the bottom of the game's screen.
  var timeSize: CellSize { CellSize(columns: size.columns, rows: max(0, size.rows - 1)) }
  var marksBox: OverlayBox {
    let box = box
    return OverlayBox(column: 0, row: box.row, columns: box.columns, rows: max(0, box.rows - TimeBar.rows))
  }
}
