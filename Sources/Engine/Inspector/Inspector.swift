import WorldState

/// The panel in which the player looks at the world, and changes it: what it shows, and what a key means.
///
/// Pure. It is given the world with each key and each frame. `InspectorBox` draws it, `InputRouter` carries out what it asks for.
public struct Inspector: Sendable {
  enum View: Sendable {
    case tree(InspectedTree)
    case table(InspectedTable)
  }

  enum Mode: Sendable, Equatable {
    case browsing
    /// A value is typed. The element is the one that it is in.
    case editing(WorldPath, ElementIdentity?, TextField)
    /// A condition for the elements of the table.
    case filtering(TextField)
    /// A path in a tree, or the index of an element in a table.
    case going(TextField)
    /// Which pool a value is an index of.
    case following(PoolChoice)
  }

  enum Outcome: Equatable {
    /// The key has another meaning.
    case unused
    case nothing
    case close
    case togglePause
    /// Run one tick.
    case step
    case ask(WorldRequest)
    /// Keep the value on the screen, or no longer.
    case pin(WatchedValue)
    /// No value is kept on the screen any more.
    case unpinAll
  }

  /// The one in front last. Never empty.
  var views: [View] = [.tree(InspectedTree())]
  /// The list of kept values, which is in front of the views; nil if it is not shown.
  var kept: InspectedKept?
  var mode = Mode.browsing
  /// What became of the last key; may be empty.
  private(set) var message = ""
  private(set) var messageIsBad = false
  private(set) var page = InspectorPage()
  /// The changes of this panel that can be undone and redone, the next one last.
  private(set) var undoable: [WorldChange] = []
  private(set) var redoable: [WorldChange] = []
  /// The pools that fields were said to be indices of, by field.
  var followed: [String: WorldPath] = [:]
  private var marks = ChangeMarks()
  /// What the answer to the last request is for.
  private var request: Request?

  private enum Request {
    case change
    case undo
    case redo
  }

  public init() {}

  // MARK: What is in view

  /// Reads what is in view. Called for each frame.
  /// - Parameters:
  ///   - values: the kept values; only read while they are shown.
  ///   - columns, rows: cells for the content.
  ///   - now: the loop's clock (ns).
  mutating func read(
    _ world: WorldReader?, kept values: @autoclosure () -> [KeptItem] = [], columns: Int, rows: Int,
    now: UInt64
  ) {
    // The view behind the list stays that of the present world.
    readView(world, columns: columns, rows: rows, now: now)
    if let page = kept?.read(values(), columns: columns, rows: rows) { self.page = page }
  }

  private mutating func readView(_ world: WorldReader?, columns: Int, rows: Int, now: UInt64) {
    marks.begin(at: now)
    guard let world else {
      page = InspectorPage()
      page.title = "World"
      page.content = .nothing("There is no world yet. It is shown as soon as the game runs.")
      return
    }
    switch views.removeLast() {
    case .tree(var tree):
      page = tree.read(world, columns: columns, rows: rows, marks: &marks)
      views.append(.tree(tree))
    case .table(var table):
      page = table.read(world, columns: columns, rows: rows, marks: &marks)
      views.append(.table(table))
    }
  }

  var view: View { views[views.count - 1] }

  /// Changes the view in front.
  mutating func changeTree(_ body: (inout InspectedTree) -> Void) {
    guard case .tree(var tree) = view else { return }
    body(&tree)
    views[views.count - 1] = .tree(tree)
  }

  mutating func changeTable<Result>(_ body: (inout InspectedTable) -> Result) -> Result? {
    guard case .table(var table) = view else { return nil }
    let result = body(&table)
    views[views.count - 1] = .table(table)
    return result
  }

  /// The views that are kept for the way back.
  private static let maxViews = 32

  mutating func push(_ view: View) {
    views.append(view)
    if views.count > Self.maxViews { views.remove(at: 1) }
  }

  /// The value, struct, array or pool under the cursor; nil if there is none.
  func selection(in world: WorldReader) -> WorldPath? {
    switch view {
    case .tree(let tree): tree.selected(in: world)
    case .table(let table): table.cell(in: world)
    }
  }

  /// Whether characters are part of a text.
  var isTyping: Bool { mode != .browsing }

  // MARK: Messages

  mutating func say(_ text: String, isBad: Bool = false) -> Outcome {
    (message, messageIsBad) = (text, isBad)
    return .nothing
  }

  mutating func clearMessage() { (message, messageIsBad) = ("", false) }

  // MARK: Requests

  mutating func ask(_ request: WorldRequest) -> Outcome {
    self.request = .change
    return .ask(request)
  }

  mutating func undo() -> Outcome {
    guard let change = undoable.last else { return say("nothing to undo") }
    request = .undo
    return .ask(.revert(change))
  }

  mutating func redo() -> Outcome {
    guard let change = redoable.last else { return say("nothing to redo") }
    request = .redo
    return .ask(.revert(change))
  }

  /// The answer to the last request. A typed value that is refused stays, to be corrected.
  mutating func show(_ answer: WorldAnswer) {
    defer { request = nil }
    if let refusal = answer.refusal {
      _ = say(refusal, isBad: true)
      // What can never be undone must not be in the way of what was changed before it.
      if answer.isLost, request == .undo { undoable.removeLast() }
      if answer.isLost, request == .redo { redoable.removeLast() }
      return
    }
    mode = .browsing
    guard let change = answer.change else { return }
    _ = say("\(change.path): \(change.before) → \(change.after)")
    switch request {
    case .undo:
      undoable.removeLast()
      redoable.append(change)
    case .redo:
      redoable.removeLast()
      undoable.append(change)
    case .change, nil:
      undoable.append(change)
      redoable = []
    }
  }
}
