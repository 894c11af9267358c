import WorldState

/// A tree in the inspector: the world, or an element of a pool that the player opened.
struct InspectedTree: Sendable {
  private(set) var tree: WorldTree
  /// The element that the tree is about, wherever the pool moves it; nil for the world.
  let element: ElementIdentity?
  /// Nil only while there is no row.
  private(set) var selection: WorldPath?
  /// Of the selection when it was last in view.
  private var row = 0
  /// What was selected in the last frame, and the pool element that it was in.
  private var seen: (path: WorldPath, element: ElementIdentity?)?
  private var first = 0
  private var room = 1
  /// Grows only, so that values do not move while the player scrolls.
  private var nameWidth = 0

  init(root: WorldPath = WorldPath(), element: ElementIdentity? = nil) {
    tree = WorldTree(root: root)
    self.element = element
  }

  var rowsRead: Int { tree.rowsRead }
  /// Whether it is the whole world.
  var isWorld: Bool { tree.root.isEmpty }

  /// What is selected as the last frame showed it, wherever the pool has moved it since; nil if it is gone.
  func selected(in world: WorldReader) -> WorldPath? {
    guard let selection, let seen, seen.path == selection else { return selection }
    return world.path(selection, following: seen.element)
  }

  // MARK: What is in view

  mutating func read(_ world: WorldReader, columns: Int, rows room: Int, marks: inout ChangeMarks)
    -> InspectorPage
  {
    var page = InspectorPage()
    guard follow(world) else {
      page.title = tree.root.description
      page.content = .nothing("This element is not there any more. Esc goes back.")
      return page
    }
    page.title = tree.root.isEmpty ? "World" : tree.root.description
    self.room = max(1, room)
    page.count = tree.rowCount(in: world)
    select(in: world, count: page.count)
    seen = selection.map { ($0, world.element(around: $0)) }
    first = max(0, min(max(first, row - self.room + 1), row, page.count - self.room))
    page.first = first
    let rows = tree.rows(first..<first + self.room, of: world)
    nameWidth = max(nameWidth, rows.map { $0.depth * 2 + 2 + $0.path.name.cellWidth }.max() ?? 0)
    let lines = rows.map { row in
      InspectorPage.TreeLine(
        row: row, isChanged: marks.note(row.path, row.text, identity: row.identity),
        isSelected: row.path == selection)
    }
    page.content = .tree(lines, nameWidth: min(nameWidth, columns * 3 / 5))
    return page
  }

  /// Finds the element again. - Returns: false if it is gone.
  private mutating func follow(_ world: WorldReader) -> Bool {
    guard let element else { return true }
    guard let root = world.path(tree.root, following: element) else { return false }
    if root != tree.root {
      selection = selection.map { WorldPath(root.steps + $0.steps.dropFirst(root.steps.count)) }
      tree.move(to: root)
    }
    return true
  }

  /// What was selected may be gone.
  private mutating func select(in world: WorldReader, count: Int) {
    if let selection, let found = tree.row(of: selection, in: world) {
      row = found
    } else {
      row = max(0, min(row, count - 1))
      selection = tree.path(ofRow: row, in: world)
    }
  }

  // MARK: Moving

  mutating func move(to target: Int, in world: WorldReader) {
    row = max(0, min(target, tree.rowCount(in: world) - 1))
    selection = tree.path(ofRow: row, in: world)
  }

  mutating func move(by rows: Int, in world: WorldReader) { move(to: row + rows, in: world) }

  mutating func scroll(_ scroll: Scroll, in world: WorldReader) {
    switch scroll {
    case .lines(let count): move(by: count, in: world)
    case .pageUp: move(by: -max(1, room - 1), in: world)
    case .pageDown: move(by: max(1, room - 1), in: world)
    case .home: move(to: 0, in: world)
    case .end: move(to: .max - 1, in: world)
    }
  }

  /// Selects a path, and expands what it is in.
  mutating func reveal(_ path: WorldPath) {
    guard path.starts(with: tree.root), path != tree.root else { return }
    if let owner = path.parent { tree.expand(owner) }
    selection = path
  }

  /// The right arrow: opens a group, then goes into it.
  mutating func open(in world: WorldReader) {
    guard let selection, world.isGroup(at: selection) == true else { return }
    if tree.isExpanded(selection) {
      if world.childCount(at: selection) > 0 { move(by: 1, in: world) }
    } else {
      tree.expand(selection)
    }
  }

  /// The left arrow: closes a group, or goes to the one around it.
  mutating func close(in world: WorldReader) {
    guard let selection else { return }
    if world.isGroup(at: selection) == true, tree.isExpanded(selection) {
      tree.collapse(selection)
    } else if let owner = selection.parent, owner != tree.root, owner.starts(with: tree.root) {
      self.selection = owner
    }
  }

  mutating func toggle() {
    guard let selection else { return }
    if tree.isExpanded(selection) { tree.collapse(selection) } else { tree.expand(selection) }
  }

  /// Selects the row in a line of the panel.
  mutating func select(line: Int, in world: WorldReader) { move(to: first + line, in: world) }
}
