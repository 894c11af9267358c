/// The list of kept values in the inspector. Pure.
struct InspectedKept: Sendable {
  private var window = ScrollWindow(count: 0, room: 1, first: 0)

  /// - Parameter rows: that have room, the head included.
  mutating func read(_ items: [KeptItem], columns: Int, rows: Int) -> InspectorPage {
    window = ScrollWindow(count: items.count, room: max(1, rows - 1), first: window.first)
    var page = InspectorPage()
    page.title = "Kept values · \(KeptItem.sizeText(items.reduce(0) { $0 + $1.bytes }))"
    guard !items.isEmpty else {
      page.content = .nothing("The game keeps no values outside the world: see docs/kept.md.")
      return page
    }
    page.first = window.first
    page.count = items.count
    let cells = [["key", "type", "size", "age", "created by"]] + items.map(Self.cells)
    let widths = cells[0].indices.map { column in cells.map { $0[column].cellWidth }.max() ?? 0 }
    let lines = ([0] + window.lines.map { $0 + 1 }).map { index in
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
    window = ScrollWindow(count: window.count, room: window.room, first: scroll.moved(window))
  }
}
