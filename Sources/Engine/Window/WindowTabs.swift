/// The first row of an attached window: its pages, and how to leave. Pure.
struct WindowTabs {
  private let tabs: [(page: WindowPage, text: String, column: Int)]
  private let page: WindowPage
  private let problems: Int
  private let columns: Int

  private static let hint = " Tab next · q leaves "

  /// - Parameter problems: how many there are.
  init(page: WindowPage, problems: Int, columns: Int) {
    self.page = page
    self.problems = problems
    self.columns = columns
    func texts(_ hasTitle: (WindowPage) -> Bool) -> [String] {
      WindowPage.allCases.map { each in
        let count = each == .problems && problems > 0 ? " (\(problems))" : ""
        return " \(each.number)" + (hasTitle(each) ? " \(each.title)\(count)" : "") + " "
      }
    }
    let long = texts { _ in true }
    let texts = long.map(\.cellWidth).reduce(0, +) <= columns ? long : texts { $0 == page }
    var column = 0
    tabs = zip(WindowPage.allCases, texts).map { page, text in
      defer { column += text.cellWidth }
      return (page, text, column)
    }
  }

  /// The page whose tab is in a column; nil if there is none.
  func page(at column: Int) -> WindowPage? {
    tabs.first { ($0.column..<$0.column + $0.text.cellWidth).contains(column) }?.page
  }

  func paint(on picture: inout CellBuffer) {
    let row = WindowArea.tabRow
    picture.fill(column: 0, row: row, columns: columns, rows: 1, style: OverlayLook.bar)
    var end = 0
    for tab in tabs {
      let isBad = tab.page == .problems && problems > 0
      let style =
        tab.page == page ? OverlayLook.notice : isBad ? OverlayLook.badBar.bold : OverlayLook.bar
      end = picture.write(tab.text, column: tab.column, row: row, style: style)
    }
    if end + Self.hint.cellWidth <= columns {
      picture.write(
        Self.hint, column: columns - Self.hint.cellWidth, row: row, style: OverlayLook.bar)
    }
  }
}
