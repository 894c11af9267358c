import WorldState

/// A pool in the inspector: one row for each element, one column for each of its values.
struct InspectedTable: Sendable {
  let pool: WorldPath
  private(set) var rows = PoolRows()
  /// The element in the cursor's row.
  private(set) var selected = 0
  private var identity: UInt32?
  /// The cursor's column.
  private(set) var column = 0
  private var row = 0
  private var first = 0
  private var firstColumn = 0
  private var room = 1
  /// By the columns' names. They only grow, so that columns do not jitter.
  private var widths: [String: Int] = [:]
  /// The elements that were read to be shown, and those that the filter looked at.
  private(set) var elementsRead = 0
  private(set) var elementsFiltered = 0

  /// Cells of the widest column.
  private static let widest = 28
  private static let gap = 2

  init(pool: WorldPath) { self.pool = pool }

  var filterText: String { rows.filter?.text ?? "" }

  /// The element in the cursor's row as the last frame showed it, wherever the pool has moved it since; nil if there is none.
  func element(in world: WorldReader) -> WorldPath? {
    guard rows.rowCount > 0, let reader = try? world.pool(at: pool) else { return nil }
    let index = identity.map { reader.index(ofIdentity: $0, guess: selected) } ?? selected
    return index.flatMap { $0 < reader.count ? pool.appending(.element($0)) : nil }
  }

  /// The path of the value under the cursor; nil if there is none.
  func cell(in world: WorldReader) -> WorldPath? {
    guard let element = element(in: world), let reader = try? world.pool(at: pool),
      reader.columns.indices.contains(column)
    else { return nil }
    return WorldPath(element.steps + reader.columns[column].path.steps)
  }

  // MARK: What is in view

  mutating func read(_ world: WorldReader, columns space: Int, rows room: Int, marks: inout ChangeMarks)
    -> InspectorPage
  {
    var page = InspectorPage()
    page.title = pool.description
    let reader: PoolReader
    do throws(WorldError) { reader = try world.pool(at: pool) } catch {
      page.content = .nothing("\(error). Esc goes back.")
      return page
    }
    follow(reader)
    // The first line has the names of the columns.
    self.room = max(1, room - 1)
    page.count = rows.rowCount
    first = max(0, min(max(first, row - self.room + 1), row, page.count - self.room))
    page.first = first
    page.title += title(reader)
    let elements = (first..<min(page.count, first + self.room)).compactMap { rows.element(ofRow: $0) }
    elementsRead += elements.count
    let indexWidth = max(String(max(0, reader.count - 1)).count, 1)
    let shown = visibleColumns(reader, elements, space: space - indexWidth)
    let lines = elements.map { index in
      let identity = reader.identity(of: index) ?? 0
      let owner = pool.appending(.element(index))
      return InspectorPage.TableLine(
        index: index,
        cells: shown.map { column in
          let text = reader.text(reader.columns[column.number], of: index)
          let path = WorldPath(owner.steps + reader.columns[column.number].path.steps)
          return (text, marks.note(path, text, identity: identity))
        }, isSelected: index == selected)
    }
    page.content = .table(
      shown.map { column in
        InspectorPage.Column(
          name: heading(reader.columns[column.number]), width: column.width,
          isSelected: column.number == self.column, isNumber: reader.columns[column.number].isNumber)
      }, lines, indexWidth: indexWidth)
    return page
  }

  private func title(_ reader: PoolReader) -> String {
    let count = rows.filter == nil ? "\(reader.count)" : "\(rows.rowCount) of \(reader.count)"
    let filter = rows.filter.map { " · \($0.text)" } ?? ""
    return " · \(count) × \(reader.elementName)\(filter)"
  }

  private func heading(_ column: PoolColumn) -> String {
    guard let order = rows.order, order.column == column else { return column.name }
    return column.name + (order.isDescending ? " ▾" : " ▴")
  }

  /// The cursor stays on its element, wherever that is now.
  private mutating func follow(_ reader: PoolReader) {
    elementsFiltered += rows.follow(reader)
    column = max(0, min(column, reader.columns.count - 1))
    let place = identity.map { reader.index(ofIdentity: $0, guess: selected) } ?? selected
    if let place, let found = rows.row(ofElement: place) {
      (selected, row) = (place, found)
    } else {
      choose(row, reader)
    }
    if identity == nil, selected < reader.count { identity = reader.identity(of: selected) }
  }

  private mutating func choose(_ target: Int, _ reader: PoolReader) {
    row = max(0, min(target, rows.rowCount - 1))
    selected = rows.element(ofRow: row) ?? 0
    identity = selected < reader.count ? reader.identity(of: selected) : nil
  }

  /// The columns that have room, from the first one in view; the cursor's column is among them.
  private mutating func visibleColumns(
    _ reader: PoolReader, _ elements: [Int], space: Int
  ) -> [(number: Int, width: Int)] {
    firstColumn = max(0, min(firstColumn, column))
    while true {
      var (shown, used) = ([(number: Int, width: Int)](), 0)
      for number in firstColumn..<max(firstColumn, reader.columns.count) {
        let column = reader.columns[number]
        let texts = elements.map { reader.text(column, of: $0).cellWidth }
        let width = min(
          Self.widest, max(widths[column.name] ?? 0, heading(column).cellWidth, texts.max() ?? 0))
        if used + Self.gap + width > space, !shown.isEmpty { break }
        widths[column.name] = width
        used += Self.gap + width
        shown.append((number, width))
      }
      guard let last = shown.last, last.number < column else { return shown }
      firstColumn += 1
    }
  }

  // MARK: Moving

  mutating func move(to target: Int, in world: WorldReader) {
    if let reader = try? world.pool(at: pool) { choose(target, reader) }
  }

  mutating func scroll(_ scroll: Scroll, in world: WorldReader) {
    switch scroll {
    case .lines(let count): move(to: row + count, in: world)
    case .pageUp: move(to: row - max(1, room - 1), in: world)
    case .pageDown: move(to: row + max(1, room - 1), in: world)
    case .home: move(to: 0, in: world)
    case .end: move(to: rows.rowCount - 1, in: world)
    }
  }

  mutating func moveColumn(by columns: Int) { column = max(0, column + columns) }

  mutating func select(line: Int, in world: WorldReader) {
    if line > 0 { move(to: first + line - 1, in: world) }
  }

  /// Selects an element.
  /// - Returns: nil, or why it cannot be.
  mutating func select(element index: Int, in world: WorldReader) -> String? {
    guard let reader = try? world.pool(at: pool) else { return "\(pool) is no pool" }
    guard index >= 0, index < reader.count else {
      return reader.count == 0 ? "\(pool) is empty" : "\(pool) has the elements 0 to \(reader.count - 1)"
    }
    if rows.rowCount != reader.count, rows.filter == nil { rows.arrange(reader) }
    guard let row = rows.row(ofElement: index) else { return "element \(index) does not match the filter" }
    choose(row, reader)
    return nil
  }

  // MARK: Order and filter

  /// Sorts by the cursor's column, then the other way round, then not at all.
  mutating func sort(in world: WorldReader) -> String? {
    guard let reader = try? world.pool(at: pool), reader.columns.indices.contains(column) else { return nil }
    let column = reader.columns[column]
    switch rows.order {
    case .some(let order) where order.column == column:
      rows.sort(by: order.isDescending ? nil : PoolRows.Order(column, isDescending: true), in: reader)
    default: rows.sort(by: PoolRows.Order(column), in: reader)
    }
    choose(0, reader)
    return rows.order.map { "sorted by \($0.column.name); s again: the other way, then the pool's order" }
      ?? "in the order of the pool"
  }

  /// - Returns: nil, or why the text is no condition.
  mutating func filter(by text: String, in world: WorldReader) -> String? {
    guard let reader = try? world.pool(at: pool) else { return "\(pool) is no pool" }
    if text.allSatisfy({ $0 == " " }) {
      rows.use(nil, in: reader)
    } else {
      do throws(PoolFilter.Failure) {
        rows.use(try PoolFilter(text, columns: reader.columns), in: reader)
      } catch {
        return error.description
      }
    }
    if rows.row(ofElement: selected) == nil { choose(0, reader) }
    return nil
  }
}
