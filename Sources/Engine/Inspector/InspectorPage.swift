import WorldState

/// What of the world is in view: read once for each frame, from as many rows as have room.
struct InspectorPage: Sendable {
  struct TreeLine: Sendable {
    var row: WorldRow
    var isChanged: Bool
    var isSelected: Bool
  }

  struct Column: Sendable {
    var name: String
    var width: Int
    var isSelected: Bool
    /// Numbers are aligned at the right.
    var isNumber: Bool
  }

  struct TableLine: Sendable {
    /// Of the element.
    var index: Int
    /// One for each column in view.
    var cells: [(text: String, isChanged: Bool)]
    var isSelected: Bool
  }

  enum Content: Sendable {
    case tree([TreeLine], nameWidth: Int)
    case table([Column], [TableLine], indexWidth: Int)
    /// Lines of text below a head.
    case list(head: String, [String])
    case nothing(String)
  }

  var content: Content = .nothing("")
  /// What is shown: `World`, `creatures[3]`, `creatures · 12 × Creature`.
  var title = ""
  /// Rows, and the first one in view.
  var count = 0
  var first = 0

  var lineCount: Int {
    switch content {
    case .tree(let lines, _): lines.count
    case .table(_, let lines, _): lines.count
    case .list(_, let lines): lines.count
    case .nothing: 0
    }
  }
}
