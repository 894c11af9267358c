/// A world, or a part of it, as a tree: which structs, arrays and pools are expanded.
///
/// Rows are found by their number without those before them being read: what is expanded is known by its steps, and
/// everything else has one row. A pool of 100,000 elements thus costs what its visible rows cost.
public struct WorldTree: Sendable {
  public private(set) var root: WorldPath
  /// The values, structs, arrays and pools that were read since the start.
  public private(set) var rowsRead = 0
  private var expanded = Branch()

  /// What is expanded below a group that is.
  private struct Branch: Sendable {
    var children: [WorldPath.Step: Branch] = [:]
  }

  public init(root: WorldPath = WorldPath()) { self.root = root }

  /// Shows what is at another path, with the same parts of it expanded.
  public mutating func move(to root: WorldPath) { self.root = root }

  // MARK: Expanding

  /// Expands a group, and everything around it. The path begins with that of the root.
  public mutating func expand(_ path: WorldPath) {
    change(path.steps.dropFirst(root.steps.count), in: &expanded) { $0 ?? Branch() }
  }

  /// What is in it will be collapsed, too.
  public mutating func collapse(_ path: WorldPath) {
    if path != root { change(path.steps.dropFirst(root.steps.count), in: &expanded) { _ in nil } }
  }

  public func isExpanded(_ path: WorldPath) -> Bool {
    var branch = expanded
    for step in path.steps.dropFirst(root.steps.count) {
      guard let next = branch.children[step] else { return false }
      branch = next
    }
    return true
  }

  private func change(
    _ steps: ArraySlice<WorldPath.Step>, in branch: inout Branch, _ body: (Branch?) -> Branch?
  ) {
    guard let step = steps.first else { return }
    if steps.count == 1 {
      branch.children[step] = body(branch.children[step])
    } else {
      var child = branch.children[step] ?? Branch()
      change(steps.dropFirst(), in: &child, body)
      branch.children[step] = child
    }
  }

  // MARK: Rows

  /// The number of rows; 0 if the root is not in this world.
  public func rowCount(in reader: WorldReader) -> Int { measure(reader)?.total ?? 0 }

  /// The rows with these numbers; fewer if the tree ends before.
  public mutating func rows(_ range: Range<Int>, of reader: WorldReader) -> [WorldRow] {
    guard let measured = measure(reader) else { return [] }
    var rows: [WorldRow] = []
    let identity = reader.identity(at: root) ?? 0
    let wanted = range.clamped(to: 0..<measured.total)
    read(wanted, of: measured, at: root, depth: 0, identity, reader, &rows)
    rowsRead += rows.count
    return rows
  }

  /// The path of a row; nil if there are fewer.
  public mutating func path(ofRow row: Int, in reader: WorldReader) -> WorldPath? {
    rows(row..<row + 1, of: reader).first?.path
  }

  /// The row of a path; nil if it is not in the world, or in something that is collapsed.
  public func row(of path: WorldPath, in reader: WorldReader) -> Int? {
    guard path.starts(with: root), path != root, var group = measure(reader) else { return nil }
    var row = 0
    let steps = path.steps.dropFirst(root.steps.count)
    for (offset, step) in steps.enumerated() {
      guard let number = reader.number(of: step, in: group.location) else { return nil }
      row += number + group.children.prefix { $0.number < number }.reduce(0) { $0 + $1.group.total }
      if offset + 1 == steps.count { break }
      guard let next = group.children.first(where: { $0.number == number }) else { return nil }
      group = next.group
      row += 1
    }
    return row
  }

  /// An expanded group of a world.
  private struct Group {
    let location: WorldReader.Location
    let count: Int
    /// Expanded ones, ascending.
    var children: [(number: Int, group: Group)] = []
    /// The rows of everything in it.
    var total: Int
  }

  private func measure(_ reader: WorldReader) -> Group? {
    guard let location = try? reader.resolve(root), reader.isGroup(location) else { return nil }
    return measure(location, expanded, reader)
  }

  private func measure(_ location: WorldReader.Location, _ branch: Branch, _ reader: WorldReader) -> Group {
    let count = reader.childCount(of: location)
    var group = Group(location: location, count: count, total: count)
    for (step, child) in branch.children {
      // An element that is gone, or a field of another layout. Both may come back.
      guard let number = reader.number(of: step, in: location), let place = reader.child(step, of: location),
        reader.isGroup(place)
      else { continue }
      let measured = measure(place, child, reader)
      group.total += measured.total
      group.children.append((number, measured))
    }
    group.children.sort { $0.number < $1.number }
    return group
  }

  /// - Parameter range: rows, counted from the first one in the group.
  private func read(
    _ range: Range<Int>, of group: Group, at path: WorldPath, depth: Int, _ identity: UInt32,
    _ reader: WorldReader, _ rows: inout [WorldRow]
  ) {
    // The row of `number`, which lies behind those of the expanded children before it.
    var (number, row) = (0, 0)
    var rest = group.children[...]
    while number < group.count, row < range.upperBound {
      // What is between two expanded children has a row each.
      let stop = rest.first.map(\.number) ?? group.count
      if number < stop {
        let skipped = min(max(0, range.lowerBound - row), stop - number)
        (number, row) = (number + skipped, row + skipped)
        while number < stop, row < range.upperBound {
          rows.append(self.row(number, of: group, at: path, depth, identity, nil, reader))
          (number, row) = (number + 1, row + 1)
        }
        continue
      }
      guard let child = rest.popFirst()?.group else { break }
      let (first, end) = (row + 1, row + 1 + child.total)
      if end > range.lowerBound {
        let own = self.row(number, of: group, at: path, depth, identity, child, reader)
        if row >= range.lowerBound { rows.append(own) }
        let inner = max(0, range.lowerBound - first)..<max(0, min(child.total, range.upperBound - first))
        if !inner.isEmpty {
          read(inner, of: child, at: own.path, depth: depth + 1, own.identity, reader, &rows)
        }
      }
      (number, row) = (number + 1, end)
    }
  }

  private func row(
    _ number: Int, of group: Group, at path: WorldPath, _ depth: Int, _ identity: UInt32,
    _ expanded: Group?, _ reader: WorldReader
  ) -> WorldRow {
    let step = reader.step(number, in: group.location)
    // It is one of the `count` children.
    guard let location = reader.child(step, of: group.location) else {
      preconditionFailure("a child is not there")
    }
    var isPool = false
    if case .pool = location.type, location.arrayCount == nil { isPool = true }
    return WorldRow(
      path: path.appending(step), depth: depth,
      content: reader.isGroup(location)
        ? .group(count: expanded?.count ?? reader.childCount(of: location), isExpanded: expanded != nil)
        : .value,
      type: reader.typeName(of: location), text: reader.shownText(at: location),
      identity: reader.identity(ofElement: number, at: group.location) ?? identity, isPool: isPool)
  }
}
