extension WorldReader {
  /// The world as readable tables: its own values one per line, then each pool with a row per element and a column per
  /// number.
  /// - Parameter rows: maximum number of elements shown of each pool.
  public func table(rows: Int = .max) -> String {
    var lines: [[String]] = []
    var pools: [(path: String, location: Location, element: Int)] = []
    collect(root, path: "", &lines) { path, location, element in pools.append((path, location, element)) }
    var text = aligned(lines)
    for pool in pools {
      let count = poolCount(at: pool.location)
      text += "\n\(pool.path): \(count) × \(layout.structs[pool.element].name)\n"
      text += poolTable(pool.location, element: pool.element, shown: min(count, max(0, rows)))
      if count > rows { text += "… and \(count - max(0, rows)) more\n" }
    }
    return text
  }

  private func poolTable(_ location: Location, element: Int, shown: Int) -> String {
    guard shown > 0 else { return "" }
    var lines: [[String]] = []
    for index in 0..<shown {
      var cells: [[String]] = []
      collect(poolElement(index, of: element, at: location), path: "", &cells) { _, _, _ in }
      if index == 0 { lines.append(["#"] + cells.map { $0[0] }) }
      lines.append(["\(index)"] + cells.map { $0[1] })
    }
    return aligned(lines)
  }

  /// Appends path and value of each number at a location; passes pools to `pool`.
  private func collect(
    _ location: Location, path: String, _ lines: inout [[String]], _ pool: (String, Location, Int) -> Void
  ) {
    if let count = location.arrayCount {
      for index in 0..<count {
        collect(element(index, of: location), path: "\(path)[\(index)]", &lines, pool)
      }
      return
    }
    switch location.type {
    case .scalar(let scalar), .enumeration(_, let scalar):
      lines.append([path, text(scalar, at: location)])
    case .structure(let index):
      for field in layout.structs[index].fields {
        let name = path.isEmpty ? field.name : "\(path).\(field.name)"
        collect(self.location(of: field, in: location), path: name, &lines, pool)
      }
    case .pool(let element): pool(path, location, element)
    }
  }
}

/// Rows as lines with aligned columns.
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
