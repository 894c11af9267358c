/// One literal of the game's source, as the tweak panel and `hotloop ctl tweak list` show it.
public struct TweakItem: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case number, boolean, text, color
  }

  public struct ID: Hashable, Sendable {
    /// Relative to the package.
    public var path: String
    /// Among the literals of the file.
    public var index: Int

    public init(path: String, index: Int) {
      self.path = path
      self.index = index
    }
  }

  public var id: ID
  /// From 1. Columns count bytes of UTF-8.
  public var line: Int
  public var column: Int
  /// The declaration that contains it, such as `PlayerTuning.topSpeed` or `World.shoot`; empty if there is none.
  public var declaration: String
  public var kind: Kind
  /// The name of its Swift type.
  public var type: String
  /// Its present value, and the one in the source, as Swift source.
  public var text: String
  public var written: String
  /// The rest of its line, on both sides.
  public var before: String
  public var after: String
  /// The numbers that its source allows.
  public var bounds: ClosedRange<Double>?
  /// Why a comment that should set bounds does not.
  public var boundsProblem: String?
  /// Whether a change needs another copy of the code, in which static variables begin anew.
  public var isReadOnce: Bool
  /// Whether the game went on for a while since its last change, and no code has read it.
  public var hasNotRun = false

  public init(
    id: ID, line: Int, column: Int, declaration: String, kind: Kind, type: String, text: String,
    written: String, before: String, after: String, bounds: ClosedRange<Double>? = nil,
    boundsProblem: String? = nil, isReadOnce: Bool = false
  ) {
    self.id = id
    self.line = line
    self.column = column
    self.declaration = declaration
    self.kind = kind
    self.type = type
    self.text = text
    self.written = written
    self.before = before
    self.after = after
    self.bounds = bounds
    self.boundsProblem = boundsProblem
    self.isReadOnce = isReadOnce
  }

  public var path: String { id.path }
  /// `Game/Player.swift:6:32`.
  public var place: String { "\(path):\(line):\(column)" }
  public var isChanged: Bool { text != written }
  /// `Game/Player.swift · PlayerTuning`: the file, and the type around the variable that it is the value of, or the function.
  var heading: String {
    let scope =
      declaration.hasSuffix(")")
      ? declaration : declaration.lastIndex(of: ".").map { String(declaration[..<$0]) }
    return scope.map { "\(path) · \($0)" } ?? path
  }
  /// Words behind its line in the panel.
  var marks: [String] {
    (isReadOnce ? ["once"] : []) + (boundsProblem == nil ? [] : ["bounds?"]) + (hasNotRun ? ["not run"] : [])
  }
  /// What the panel says about it while it is selected.
  var notes: [String] {
    (boundsProblem.map { [$0] } ?? [])
      + (hasNotRun ? ["this line has not run since the change, which cannot show before"] : [])
  }
  /// What a filter looks in.
  fileprivate var searched: String { "\(place) \(declaration) \(before)\(text)\(after)".lowercased() }
}

/// All literals whose values can be changed now.
public struct TweakList: Sendable {
  public enum State: Sendable, Equatable {
    case ready
    /// They will be known soon. The text says what for it waits.
    case preparing(String)
    /// Why there are none.
    case unavailable(String)
  }

  /// By file, those of the last saved one first, in the order of the source.
  public var items: [TweakItem]
  public var state: State
  /// Another one for each change.
  public var revision: Int

  public init(
    items: [TweakItem] = [], state: State = .preparing("The game is being built"), revision: Int = 0
  ) {
    self.items = items
    self.state = state
    self.revision = revision
  }

  /// The indices of the items in which all words of a text occur.
  public func indices(matching text: String) -> [Int] {
    let words = text.lowercased().split(separator: " ")
    return items.indices.filter { index in words.isEmpty || words.allSatisfy(items[index].searched.contains) }
  }

  public var unwritten: Int { items.count { $0.isChanged } }
}
