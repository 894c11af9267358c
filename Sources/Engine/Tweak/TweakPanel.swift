/// The panel in which the player changes values of literals: what it shows, and what a key means.
///
/// Pure. `TweakPanelBox` draws it, `InputRouter` carries out what it asks for.
public struct TweakPanel: Sendable {
  public enum Mode: Sendable, Equatable {
    case choosing
    /// A value is typed.
    case typing(String)
  }

  enum Row: Equatable {
    case heading(String)
    /// Index in `visible`.
    case item(Int)
  }

  enum Outcome: Equatable {
    /// The key has another meaning.
    case unused
    case nothing
    case close
    case togglePause
    case ask(TweakRequest)
  }

  public private(set) var list = TweakList()
  /// What is typed narrows the list: all its words must occur in the path, the declaration or the line.
  public private(set) var filter = ""
  public private(set) var mode = Mode.choosing
  /// Indices in the list.
  private(set) var visible: [Int] = []
  /// `visible` with headings.
  private(set) var rows: [Row] = []
  /// Index in `visible`.
  private(set) var selection = 0
  /// What became of the last key; may be empty.
  private(set) var message = ""
  private(set) var messageIsBad = false
  /// The value that was typed and asked for, until the answer comes.
  private var submitted: String?
  /// The cells of the longest line of all literals.
  private(set) var lineColumns = 0
  /// Whether the last key was a character of the filter.
  private(set) var isTypingFilter = false
  /// Where the mouse button went down; nil while none is.
  private var drag: (column: Int, steps: Int)?

  public init() {}

  var selected: TweakItem? {
    visible.indices.contains(selection) ? list.items[visible[selection]] : nil
  }

  /// What is to be known about the selected literal.
  var notes: [String] { selected?.notes ?? [] }

  /// A typed value that is refused stays, to be corrected.
  mutating func show(_ answer: TweakAnswer) {
    message = answer.text
    messageIsBad = answer.isRefusal
    if answer.isRefusal, let submitted { mode = .typing(submitted) }
    submitted = nil
  }

  /// Another state of the literals. The selected one stays selected.
  mutating func update(_ next: TweakList) {
    guard next.revision != list.revision || next.state != list.state else { return }
    let chosen = selected?.id
    let isSameItems = next.items.count == list.items.count && next.items.first?.id == list.items.first?.id
    list = next
    if !isSameItems {
      lineColumns = list.items.lazy.map { ($0.before + $0.text + $0.after).cellWidth }.max() ?? 0
    }
    if !isSameItems || visible.isEmpty { search() } else { layOut() }
    if let chosen, selected?.id != chosen {
      selection = visible.firstIndex { list.items[$0].id == chosen } ?? 0
    }
    selection = max(0, min(selection, visible.count - 1))
  }

  private mutating func search() {
    visible = list.indices(matching: filter)
    layOut()
  }

  private mutating func layOut() {
    rows = []
    var last = ""
    for (index, position) in visible.enumerated() {
      let heading = list.items[position].heading
      if heading != last {
        rows.append(.heading(heading))
        last = heading
      }
      rows.append(.item(index))
    }
  }

  private mutating func narrow(_ text: String) {
    filter = text
    let chosen = selected?.id
    search()
    selection = visible.firstIndex { list.items[$0].id == chosen } ?? 0
  }

  // MARK: Keys

  /// - Parameter page: the number of literals in view.
  mutating func press(_ key: Key, page: Int) -> Outcome {
    let continuesFilter = isTypingFilter
    isTypingFilter = false
    if case .typing(let text) = mode { return type(key, text) }
    message = ""
    messageIsBad = false
    if continuesFilter, let scalar = key.text, Self.isPartOfNames(scalar), mayNarrow(by: scalar) {
      return extendFilter(by: scalar)
    }
    switch key {
    case Key(.escape): return leave()
    case Key(.enter):
      return list.unwritten > 0
        ? .ask(.write(nil)) : say("nothing to write: no value differs from the source")
    case Key(.character("u"), .control): return .ask(.undo)
    case Key(.character("y"), .control): return .ask(.redo)
    case Key(.tab): return .togglePause
    case Key(.up): return select(selection - 1)
    case Key(.down): return select(selection + 1)
    case Key(.home): return select(0)
    case Key(.end): return select(visible.count - 1)
    case Key(.pageUp), Key(.pageDown):
      let isUp = key.code == .pageUp
      if let item = selected, item.kind == .color {
        return .ask(.step(item.id, TweakStep(isUp: isUp, isBrightness: true)))
      }
      return select(selection + (isUp ? -page : page))
    case Key(.delete): return selected.map { .ask(.revert($0.id)) } ?? .nothing
    case Key(.backspace):
      narrow(String(filter.dropLast()))
      return .nothing
    default: break
    }
    if let step = Self.step(key) { return change(step) }
    guard let scalar = key.text else { return isOfHost(key) ? .unused : .nothing }
    return type(scalar)
  }

  /// Whether names and paths contain a character that means something else by itself.
  private static func isPartOfNames(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "-" || ("0"..."9").contains(scalar)
  }

  private func mayNarrow(by scalar: Unicode.Scalar) -> Bool {
    !list.indices(matching: filter + String(scalar)).isEmpty
  }

  private mutating func extendFilter(by scalar: Unicode.Scalar) -> Outcome {
    narrow(filter + String(scalar))
    isTypingFilter = true
    return .nothing
  }

  /// Of the keys for steps, those with modifiers are not reported by all terminals.
  private static func step(_ key: Key) -> TweakStep? {
    let isUp: Bool
    switch key.code {
    case .left: isUp = false
    case .right: isUp = true
    case .character("["): return TweakStep(isUp: false, .coarse)
    case .character("]"): return TweakStep(isUp: true, .coarse)
    case .character(","): return TweakStep(isUp: false, .fine)
    case .character("."): return TweakStep(isUp: true, .fine)
    default: return nil
    }
    let size: TweakStep.Size =
      key.modifiers.contains(.shift) ? .coarse : key.modifiers.contains(.alt) ? .fine : .normal
    return TweakStep(isUp: isUp, size)
  }

  /// Function keys and those with Ctrl work as without the panel.
  private func isOfHost(_ key: Key) -> Bool {
    if case .function = key.code { return true }
    return key.modifiers.contains(.control)
  }

  private mutating func say(_ text: String) -> Outcome {
    message = text
    return .nothing
  }

  private mutating func leave() -> Outcome {
    if !filter.isEmpty {
      narrow("")
      return .nothing
    }
    return list.unwritten > 0 ? .ask(.revert(nil)) : .close
  }

  private mutating func select(_ index: Int) -> Outcome {
    selection = max(0, min(index, visible.count - 1))
    return .nothing
  }

  private mutating func change(_ step: TweakStep) -> Outcome {
    guard let item = selected else { return .nothing }
    return .ask(.step(item.id, step))
  }

  /// A character: of a value, or of the filter.
  private mutating func type(_ scalar: Unicode.Scalar) -> Outcome {
    if scalar == " " {
      if let item = selected, item.kind == .boolean { return .ask(.step(item.id, TweakStep(isUp: true))) }
      if !filter.isEmpty { narrow(filter + " ") }
      return .nothing
    }
    guard let item = selected else { return extendFilter(by: scalar) }
    let isOfNumber = scalar == "-" || ("0"..."9").contains(scalar)
    switch scalar {
    case "=": mode = .typing(item.text)
    case "#" where item.kind == .color: mode = .typing("#")
    case "\"" where item.kind == .text: mode = .typing("\"\"")
    case _ where isOfNumber && (item.kind == .number || item.kind == .color): mode = .typing(String(scalar))
    default: return extendFilter(by: scalar)
    }
    return .nothing
  }

  private mutating func type(_ key: Key, _ text: String) -> Outcome {
    // What is typed stands before the closing quote.
    let isQuoted = selected?.kind == .text && text.count > 1 && text.hasSuffix("\"")
    let head = isQuoted ? String(text.dropLast()) : text
    let tail = isQuoted ? "\"" : ""
    // The reason of a refusal stays while the value is corrected.
    if [Key(.escape), Key(.enter)].contains(key) {
      mode = .choosing
      message = ""
      messageIsBad = false
    }
    switch key {
    case Key(.escape): break
    case Key(.enter):
      guard let item = selected else { return .nothing }
      submitted = text
      return .ask(.set(item.id, text))
    case Key(.backspace): if !isQuoted || head.count > 1 { mode = .typing(head.dropLast() + tail) }
    case Key(.character("u"), .control): mode = .typing(isQuoted ? "\"\"" : "")
    default:
      guard let scalar = key.text, scalar.value >= 0x20 else { return isOfHost(key) ? .unused : .nothing }
      mode = .typing(
        head + (isQuoted && (scalar == "\"" || scalar == "\\") ? "\\" : "") + String(scalar) + tail)
    }
    return .nothing
  }

  // MARK: Mouse

  mutating func wheel(_ steps: Int) -> Outcome {
    guard mode == .choosing else { return .nothing }
    return change(TweakStep(isUp: steps < 0))
  }

  /// Selects the literal of a row; with the button down, the value follows the pointer.
  /// - Parameter index: in `visible`, of the literal in the pointer's row; nil if there is none.
  mutating func mouse(column: Int, index: Int?, isDown: Bool) -> [Outcome] {
    guard isDown, mode == .choosing else {
      drag = nil
      return []
    }
    guard let start = drag else {
      if let index { _ = select(index) }
      drag = (column, 0)
      return []
    }
    let steps = (column - start.column) / 2
    let count = min(abs(steps - start.steps), 32)
    drag?.steps = steps
    return (0..<count).map { _ in change(TweakStep(isUp: steps > start.steps)) }
  }
}
