extension WorldReader {
  /// The world as tables for people: its own values one a line, then each pool with a row for every element and
  /// a column for every number in it.
  /// - Parameter rows: how many elements of each pool to show at most.
  public func table(rows: Int = .max) -> String {
    var lines: [[String]] = []
    var pools: [(path: String, place: Place, element: Int)] = []
    collect(root, path: "", &lines) { path, place, element in pools.append((path, place, element)) }
    var text = aligned(lines)
    for pool in pools {
      let count = poolCount(at: pool.place)
      text += "\n\(pool.path): \(count) × \(layout.structs[pool.element].name)\n"
      text += poolTable(pool.place, element: pool.element, shown: min(count, max(0, rows)))
      if count > rows { text += "… and \(count - max(0, rows)) more\n" }
    }
    return text
  }

  private func poolTable(_ place: Place, element: Int, shown: Int) -> String {
    guard shown > 0 else { return "" }
    var lines: [[String]] = []
    for index in 0..<shown {
      var cells: [[String]] = []
      collect(poolElement(index, of: element, at: place), path: "", &cells) { _, _, _ in }
      if index == 0 { lines.append(["#"] + cells.map { $0[0] }) }
      lines.append(["\(index)"] + cells.map { $0[1] })
    }
    return aligned(lines)
  }

  /// Adds path and value of each number at a place; pools are handed to `pool`.
  private func collect(
    _ place: Place, path: String, _ lines: inout [[String]], _ pool: (String, Place, Int) -> Void
  ) {
    if let count = place.arrayCount {
      for index in 0..<count {
        collect(element(index, of: place), path: "\(path)[\(index)]", &lines, pool)
      }
      return
    }
    switch place.type {
    case .scalar(let scalar), .enumeration(_, let scalar):
      lines.append([path, value(scalar, at: place).description])
    case .structure(let index):
      for field in layout.structs[index].fields {
        let name = path.isEmpty ? field.name : "\(path).\(field.name)"
        collect(self.place(of: field, in: place), path: name, &lines, pool)
      }
    case .pool(let element): pool(path, place, element)
    }
  }
}

/// Rows as lines whose columns start at the same place.
private func aligned(_ rows: [[String]]) -> String {
  var widths: [Int] = []
  for row in rows {
    for (column, cell) in row.enumerated() {
      if column == widths.count { widths.append(0) }
      widths[column] = max(widths[column], cell.count)
    }
  }
  var text = ""
  for row in rows {
    for (column, cell) in row.enumerated() {
      text += cell
      if column + 1 < row.count { text += String(repeating: " ", count: widths[column] - cell.count + 2) }
    }
    text += "\n"
  }
  return text
}
