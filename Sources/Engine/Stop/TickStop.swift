import CGameABI
import WorldState

/// A tick that could not be finished, at which the run waits for the player. The world is the one before that tick.
public struct TickStop: Sendable {
  /// Why it could not be finished.
  public enum Cause: String, Sendable {
    case crashed, hung, threw
  }

  public var cause: Cause
  public var callback: String
  public var generation: UInt64
  /// Nil if `draw` failed before any tick of this build.
  public var tick: UInt64?
  /// What happened, in one phrase, until `details` tells more.
  public var headline: String
  /// Where and why; completed within a moment. Nil if that will not be known.
  public var details: Deferred<HostEvent.CrashDetails>?
  /// What the tick had changed until then.
  public var changes: WorldChanges
  public var input: TickStopInput
  /// The build that can continue; nil if there is none.
  public var previous: UInt64?
  /// Whether the player wants to stop at crashes: a build that could have continued was not asked.
  public var isByChoice: Bool

  public init(
    _ cause: Cause, in callback: String, generation: UInt64, tick: UInt64?, headline: String,
    details: Deferred<HostEvent.CrashDetails>?, changes: WorldChanges, input: TickStopInput,
    previous: UInt64?,
    isByChoice: Bool
  ) {
    self.cause = cause
    self.callback = callback
    self.generation = generation
    self.tick = tick
    self.headline = headline
    self.details = details
    self.changes = changes
    self.input = input
    self.previous = previous
    self.isByChoice = isByChoice
  }

  /// `Generation 3 crashed in step, tick 120`.
  public var title: String {
    let what =
      switch cause {
      case .crashed: "crashed in \(callback)"
      case .hung: "hung in \(callback)"
      case .threw: "threw an error in \(callback)"
      }
    return "Generation \(generation) \(what)" + (tick.map { ", tick \($0)" } ?? "")
  }

  /// The reason, as far as it is known.
  public var reason: String { details?.value?.reason ?? headline }
  public var frames: [HostEvent.CrashFrame] { details?.value?.frames ?? [] }
}

/// What the player does about a tick that could not be finished. The raw value is what `hotloop ctl crash` takes.
public enum TickStopRequest: String, CaseIterable, Sendable {
  /// Run it again, in the same code.
  case retry
  /// Leave it out: the world stays, and its tick number advances.
  case skip
  /// Run it in the build before.
  case previous
}

/// The input of a tick, with names.
public struct TickStopInput: Sendable, Equatable {
  public var held: [String] = []
  public var pressed: [String] = []
  public var released: [String] = []
  /// The cell under the mouse; nil if the terminal reported no mouse.
  public var mouse: CellPlace?
  /// Mouse buttons that are down, and those that went down and up.
  public var buttons: [String] = []
  /// 1 down, -1 up.
  public var wheel = 0
  public var text: String?

  public struct CellPlace: Sendable, Equatable {
    public var column: Int
    public var row: Int

    public init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }
  }

  public init() {}

  /// - Parameter actions: their names, by bit.
  public init(_ sample: InputSample, actions: [String]) {
    func names(_ bits: UInt64) -> [String] {
      (0..<64).filter { bits & 1 << UInt64($0) != 0 }.map {
        $0 < actions.count && !actions[$0].isEmpty ? actions[$0] : "action \($0)"
      }
    }
    held = names(sample.held)
    pressed = names(sample.pressed)
    released = names(sample.released)
    if sample.mouse_column >= 0, sample.mouse_row >= 0 {
      mouse = CellPlace(column: Int(sample.mouse_column), row: Int(sample.mouse_row))
    }
    let bits = sample.mouse_buttons
    for (index, name) in ["left", "middle", "right"].enumerated() {
      if bits & 1 << UInt32(index) != 0 { buttons.append("\(name) down") }
      if bits & 1 << UInt32(index + 3) != 0 { buttons.append("\(name) pressed") }
      if bits & 1 << UInt32([6, 7, 29][index]) != 0 { buttons.append("\(name) released") }
    }
    wheel = [0, 1, 0, -1][Int(bits >> 30)]
    if let scalar = Unicode.Scalar(bits >> 8 & 0x1F_FFFF), scalar.value != 0 { text = String(scalar) }
  }

  /// One line for each kind of input; empty if there was none.
  public var lines: [String] {
    var lines = [("held", held), ("pressed", pressed), ("released", released)].filter { !$0.1.isEmpty }.map {
      "\($0.0): \($0.1.joined(separator: ", "))"
    }
    if let mouse {
      let rest = buttons + (wheel == 0 ? [] : [wheel > 0 ? "wheel down" : "wheel up"])
      lines.append("mouse: column \(mouse.column), row \(mouse.row)" + rest.map { ", " + $0 }.joined())
    }
    if let text { lines.append("typed: \(text)") }
    return lines
  }
}
