import WorldState

/// The console: a line of code that is sent to the running game, and what became of those before it. A value of the overlay.
public struct Console: Sendable {
  enum Outcome: Equatable {
    /// The key means what it means without the console.
    case unused
    case nothing
    case close
    case send(String)
  }

  struct Line: Sendable, Equatable {
    enum Role: Sendable { case code, otherCode, value, output, note, problem }

    let text: String
    let role: Role

    init(_ text: String, _ role: Role) {
      self.text = text
      self.role = role
    }
  }

  private static let maxLines = 500
  private static let maxHistory = 100
  /// Of one value or one output.
  private static let maxAnswerLines = 100
  /// Characters of a line: all lines are wrapped in each frame.
  private static let maxLineLength = 2_000

  private(set) var field = TextField()
  /// What was sent and answered, oldest first.
  private(set) var lines: [Line] = []
  /// Candidates for the word before the cursor; empty for none.
  private(set) var hint = ""
  /// Whether an answer is due.
  private(set) var isWaiting = false
  private var history: [String] = []
  /// The line of the history that is shown; nil for a new one.
  private var place: Int?
  /// The new line, while an earlier one is shown.
  private var draft = TextField()

  // MARK: Keys

  /// - Parameter world: for the completion of paths.
  mutating func press(_ key: Key, world: WorldReader?) -> Outcome {
    if key != Key(.tab) { hint = "" }
    switch key {
    case Key(.escape): return .close
    case Key(.enter): return submit()
    case Key(.up): recall(-1)
    case Key(.down): recall(1)
    case Key(.tab): complete(world)
    default: return field.press(key) ? .nothing : Inspector.isOfHost(key) ? .unused : .nothing
    }
    return .nothing
  }

  private mutating func submit() -> Outcome {
    let code = field.text
    guard code.contains(where: { !$0.isWhitespace }) else { return .nothing }
    if history.last != code { history.append(code) }
    if history.count > Self.maxHistory { history.removeFirst() }
    (place, field, isWaiting) = (nil, TextField(), true)
    add("› " + code, .code)
    return .send(code)
  }

  private mutating func recall(_ step: Int) {
    if place == nil { draft = field }
    let next = (place ?? history.count) + step
    guard history.indices.contains(next) || next == history.count else { return }
    place = next == history.count ? nil : next
    field = place.map { TextField(history[$0]) } ?? draft
  }

  private mutating func complete(_ world: WorldReader?) {
    let head = field.head
    let path = head.suffix(
      head.reversed().prefix { $0.isLetter || $0.isNumber || "_.[]".contains($0) }.count)
    let word = String(path.suffix(path.reversed().prefix { $0 != "." }.count))
    let owner = path.dropLast(word.count).dropLast()
    let candidates: [String]
    if owner.isEmpty {
      candidates = path.hasPrefix(".") ? [] : ["world", "game"]
    } else if let world, owner == "world" || owner.hasPrefix("world.") {
      candidates = world.fieldNames(at: owner.dropFirst("world".count).drop { $0 == "." })
    } else {
      candidates = []
    }
    let fitting = field.complete(word, among: candidates)
    hint = fitting.count > 1 ? fitting.joined(separator: "  ") : ""
  }

  // MARK: Answers

  /// Shows the outcome of an evaluation, also of one that another client sent.
  mutating func receive(_ evaluation: HostEvent.Evaluation) {
    if !isWaiting { add("› " + evaluation.code, .otherCode) }
    isWaiting = false
    add(evaluation.output, .output)
    switch evaluation.outcome {
    case .finished where evaluation.text.isEmpty:
      if evaluation.changesWorld {
        add("the world is changed", .note)
      } else if evaluation.output.isEmpty {
        add("done", .note)
      }
    case .finished: add(evaluation.text, .value)
    case .declared: add("declared \(evaluation.text); no function of the game is replaced", .note)
    case .redefined: add("\(evaluation.text) is replaced until its file is saved", .note)
    case .rejected, .refused: add(evaluation.text, .problem)
    case .failed: add("the code failed: \(evaluation.text)", .problem)
    case .crashed: add("the code crashed: \(evaluation.text)", .problem)
    }
  }

  /// It was not sent.
  mutating func refuse(_ reason: String) {
    isWaiting = false
    add(reason, .problem)
  }

  private mutating func add(_ text: String, _ role: Line.Role) {
    if text.isEmpty { return }
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let shown = all.prefix(Self.maxAnswerLines)
    lines += shown.map {
      Line($0.count > Self.maxLineLength ? $0.prefix(Self.maxLineLength) + "…" : String($0), role)
    }
    if shown.count < all.count {
      lines.append(Line("… and \(all.count - shown.count) more lines", .note))
    }
    // What printed ends with a newline.
    if let last = lines.last, last.text.isEmpty { lines.removeLast() }
    if lines.count > Self.maxLines { lines.removeFirst(lines.count - Self.maxLines) }
  }
}
