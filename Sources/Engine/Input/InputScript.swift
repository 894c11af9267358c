/// A file of input, for runs without a person: `hotloop play --headless --input FILE`.
///
/// One event per line; `#` starts a comment:
///
///     30 press fire       # tick 30 is the first that sees the action held
///     45 release fire
///     60 key f5           # a key, as if typed at the terminal
///     90 resize 100x30
///     95 mouse 12,5       # the mouse is over this cell of the terminal, from 0,0
///     95 down left        # a button goes down; also middle, right
///     99 up left
///     99 click right      # down and up within one tick
///     99 wheel -2         # steps down, or up if negative
///
/// `press` and `release` take an action of the game or a host command; `ScriptedTerminal` plays the events.
public struct InputScript: Sendable {
  public struct Line: Sendable, Equatable {
    public var tick: UInt64
    public var event: Event
    /// Its number in the file, from 1.
    public var number: Int
  }

  public enum Event: Sendable, Equatable {
    case press(String)
    case release(String)
    case key(Key)
    case resize(CellSize)
    case mouse(column: Int, row: Int)
    case buttons([MouseAction])
    case wheel(Int)
  }

  public struct MouseAction: Sendable, Equatable {
    /// Its bit in `TerminalEvent.mouse`.
    public var button: Int
    public var isDown: Bool

    public init(button: Int, isDown: Bool) {
      self.button = button
      self.isDown = isDown
    }
  }

  /// In the order of their ticks; lines of the same tick keep the order of the file.
  public let lines: [Line]
  /// The file's name in errors.
  public let name: String

  /// - Parameter name: the file's name in errors.
  public init(name: String, text: String) throws(FileProblem) {
    self.name = name
    var lines: [Line] = []
    // Lines may end with CRLF, which is one `Character`.
    let rawLines = text.withoutByteOrderMark.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, raw) in rawLines.enumerated() {
      let words = raw.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.isEmpty { continue }
      guard words.count == 3, let tick = UInt64(words[0]),
        let event = Event(verb: words[1], operand: words[2])
      else {
        throw FileProblem(
          file: name, line: index + 1,
          message: "expected TICK press ACTION, TICK release ACTION, TICK key KEY, TICK resize COLUMNSxROWS, "
            + "TICK mouse COLUMN,ROW, TICK down|up|click left|middle|right or TICK wheel STEPS"
        )
      }
      lines.append(Line(tick: tick, event: event, number: index + 1))
    }
    self.lines = lines.enumerated().sorted { ($0.element.tick, $0.offset) < ($1.element.tick, $1.offset) }
      .map(\.element)
  }
}

extension InputScript {
  /// Throws if a line names neither an action of the game nor a host command that a key can perform.
  func check(_ lines: some Sequence<Line>, actions: [String]) throws(FileProblem) {
    for line in lines {
      guard let action = line.event.action, !actions.contains(action),
        HostCommand.keyCommand(named: action) == nil
      else { continue }
      let known = actions.isEmpty ? "has none" : "has \(actions.joined(separator: ", "))"
      throw FileProblem(
        file: name, line: line.number,
        message: "there is no action '\(action)'; this game \(known), and host commands can be pressed, too")
    }
  }
}

extension InputScript.Event {
  fileprivate var action: String? {
    switch self {
    case .press(let name), .release(let name): name
    case .key, .resize, .mouse, .buttons, .wheel: nil
    }
  }

  fileprivate init?(verb: String, operand: String) {
    switch verb {
    case "press": self = .press(operand)
    case "release": self = .release(operand)
    case "key":
      guard let key = Key(name: operand) else { return nil }
      self = .key(key)
    case "resize":
      guard let size = CellSize(text: operand) else { return nil }
      self = .resize(size)
    case "mouse":
      let cell = operand.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard cell.count == 2, let column = cell[0], let row = cell[1], (0..<2000).contains(column),
        (0..<1000).contains(row)
      else { return nil }
      self = .mouse(column: column, row: row)
    case "down", "up", "click":
      guard let button = ["left", "middle", "right"].firstIndex(of: operand) else { return nil }
      let phases = verb == "click" ? [true, false] : [verb == "down"]
      self = .buttons(phases.map { InputScript.MouseAction(button: button, isDown: $0) })
    case "wheel":
      guard let steps = Int(operand), (-16...16).contains(steps), steps != 0 else { return nil }
      self = .wheel(steps)
    default: return nil
    }
  }
}

extension CellSize {
  /// Reads `80x24`. Both numbers must be from 1 to those of the largest size.
  public init?(text: String) {
    let parts = text.lowercased().split(whereSeparator: { $0 == "x" || $0 == "×" }).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1],
      (1...Self.largest.columns).contains(columns), (1...Self.largest.rows).contains(rows)
    else { return nil }
    self.init(columns: columns, rows: rows)
  }
}
