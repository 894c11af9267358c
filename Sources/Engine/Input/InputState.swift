import CGameABI

/// Turns key events into the input sample of each tick.
///
/// Some terminals do not report releases. There, a key counts as held for a while after each press; a key that is held
/// down keeps sending presses. The times are counted in ticks, so a replay needs nothing but the recorded samples.
public struct InputState: Sendable {
  /// How long a key without a reported release stays held after its first press, and after a repeat (seconds).
  ///
  /// Keyboards wait 250–500 ms before the first repeat, then send one every 30–40 ms. `firstHold` is a compromise: a
  /// longer one would bridge the wait but make every tap a long one.
  static let firstHold = 0.22
  static let repeatHold = 0.11
  /// A press that comes later than this after the previous one of the same key is not a repeat, but another tap (seconds).
  static let repeatGap = 0.07

  private var sample = InputSample(
    held: 0, pressed: 0, released: 0, mouse_column: -1, mouse_row: -1, mouse_buttons: 0)
  /// Ticks until the release of an action is inferred. Actions with a reported release have no entry.
  private var expiry: [Int: Int] = [:]
  /// Ticks since the last press or repeat, of actions whose release is inferred.
  private var age: [Int: Int] = [:]
  private var mouse = MouseState()
  /// Typed characters that no sample has contained yet.
  private var typed: [Unicode.Scalar] = []
  private static let maxTyped = 256
  /// Held keys stay held when it changes.
  var ticksPerSecond: Int

  public init(ticksPerSecond: Int) { self.ticksPerSecond = ticksPerSecond }

  /// - Parameters:
  ///   - action: its bit in the sample; others than 0..<`HOTLOOP_MAX_ACTIONS` are ignored.
  ///   - inferRelease: true if the terminal will not report the release of this key.
  public mutating func handle(action: Int, phase: KeyPhase, inferRelease: Bool) {
    guard (0..<Int(HOTLOOP_MAX_ACTIONS)).contains(action) else { return }
    let bit: UInt64 = 1 << UInt64(action)
    switch phase {
    case .press, .repeat:
      let wasHeld = sample.held & bit != 0
      let isTap = inferRelease && age[action].map { $0 >= ticks(in: Self.repeatGap) } ?? false
      if !wasHeld || isTap { sample.pressed |= bit }
      sample.held |= bit
      age[action] = inferRelease ? 0 : nil
      expiry[action] = inferRelease ? ticks(in: wasHeld ? Self.repeatHold : Self.firstHold) : nil
    case .release:
      release(action)
    }
  }

  /// Presses an action, and releases it after some ticks.
  public mutating func press(action: Int, ticks: Int) {
    handle(action: action, phase: .press, inferRelease: false)
    if (0..<Int(HOTLOOP_MAX_ACTIONS)).contains(action) { expiry[action] = max(1, ticks) }
  }

  /// Adds a character to the text that the next samples deliver, one each.
  public mutating func type(_ scalar: Unicode.Scalar) {
    if typed.count < Self.maxTyped { typed.append(scalar) }
  }

  /// Forgets what was typed: nobody reads on.
  public mutating func discardText() { typed.removeAll() }

  private func ticks(in seconds: Double) -> Int { max(1, Int(seconds * Double(ticksPerSecond))) }

  /// - Parameters:
  ///   - column: from the left edge of the terminal.
  ///   - row: from the first row of the game; negative above it.
  ///   - buttons: one bit per button that is down.
  public mutating func handleMouse(column: Int, row: Int, buttons: UInt32) {
    sample.mouse_column = Int16(clamping: column)
    sample.mouse_row = Int16(clamping: row)
    mouse.set(buttons)
  }

  /// - Parameter steps: downwards, or upwards if negative.
  public mutating func handleWheel(_ steps: Int) { mouse.turnWheel(steps) }

  /// Releases all actions and buttons: the terminal lost the focus, or a reload gave the bits a new meaning.
  public mutating func releaseAll() {
    mouse.set(0)
    for action in 0..<Int(HOTLOOP_MAX_ACTIONS) where sample.held & (1 << UInt64(action)) != 0 {
      release(action)
    }
  }

  private mutating func release(_ action: Int) {
    let bit: UInt64 = 1 << UInt64(action)
    if sample.held & bit != 0 { sample.released |= bit }
    sample.held &= ~bit
    expiry[action] = nil
    age[action] = nil
  }

  /// The sample of the next tick. Called once per tick.
  public mutating func takeSample() -> InputSample {
    var result = sample
    result.mouse_buttons = mouse.takeBits()
    if !typed.isEmpty { result.mouse_buttons |= typed.removeFirst().value << 8 }
    sample.pressed = 0
    sample.released = 0
    for action in age.keys { age[action, default: 0] += 1 }
    for (action, left) in expiry {
      if left <= 1 { release(action) } else { expiry[action] = left - 1 }
    }
    return result
  }
}
