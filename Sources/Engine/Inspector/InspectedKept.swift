/// The list of kept values in the inspector. Pure.
struct InspectedKept: Sendable {
  private var items: [KeptItem] = []
  private var first = 0
  private var rows = 1

  /// - Parameter rows: that have room, the head included.
  mutating func read(_ items: [KeptItem], columns: Int, rows: Int) -> InspectorPage {
    self.items = items
    self.rows = max(1, rows - 1)
    var page = InspectorPage()
    page.title = "Kept values · \(KeptItem.sizeText(items.reduce(0) { $0 + $1.bytes }))"
    guard !items.isEmpty else {
      page.content = .nothing("The game keeps no values outside the world: see docs/kept.md.")
      return page
    }
    first = min(first, lastFirst)
    page.first = first
    page.count = items.count
    let cells = [["key", "type", "size", "age", "created by"]] + items.map(Self.cells)
    let widths = cells[0].indices.map { column in cells.map { $0[column].cellWidth }.max() ?? 0 }
    let lines = ([0] + (first..<min(items.count, first + self.rows)).map { $0 + 1 }).map { index in
      zip(cells[index], widths).map { text, width in
        text + String(repeating: " ", count: width - text.cellWidth)
      }.joined(separator: "  ").truncated(toCells: columns)
    }
    page.content = .list(head: lines[0], Array(lines.dropFirst()))
    return page
  }

  private static func cells(of item: KeptItem) -> [String] {
    [
      item.name.description, item.type, KeptItem.sizeText(item.bytes), KeptItem.ageText(item.age),
      "build \(item.generation), \(item.file):\(item.line)",
    ]
  }

  mutating func scroll(_ scroll: Scroll) {
    let target =
      switch scroll {
      case .lines(let count): first + count
      case .pageUp: first - rows
      case .pageDown: first + rows
      case .home: 0
      case .end: lastFirst
      }
    first = max(0, min(target, lastFirst))
  }

  private var lastFirst: Int { max(0, items.count - rows) }
}
