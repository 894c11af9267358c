import CGameABI

/// Turns key events into the input sample of each tick.
///
/// Some terminals do not report that a key was let go. For those a key counts as held for a while after each
/// press, and a key that is kept down keeps sending presses. The times are counted in ticks, so that a recording
/// of samples is all that a replay needs.
public struct InputState: Sendable {
  /// How long a key that is not reported as released stays held, in seconds: after its first press, and after a repeat.
  ///
  /// Keyboards wait 250–500 ms before the first repeat and then send one every 30–40 ms. The first figure is a
  /// compromise: a longer one would bridge that wait but make every tap a long one.
  static let firstHold = 0.22
  static let repeatHold = 0.11

  private var sample = InputSample(
    held: 0, pressed: 0, released: 0, mouse_column: -1, mouse_row: -1, mouse_buttons: 0)
  /// Ticks until an action is let go by inference; nil for one that will be reported.
  private var expiry: [Int: Int] = [:]
  private let firstHoldTicks: Int
  private let repeatHoldTicks: Int

  public init(ticksPerSecond: Int) {
    firstHoldTicks = max(1, Int(Self.firstHold * Double(ticksPerSecond)))
    repeatHoldTicks = max(1, Int(Self.repeatHold * Double(ticksPerSecond)))
  }

  /// - Parameter inferRelease: whether the terminal will not say when this key is let go.
  public mutating func handle(action: Int, phase: KeyPhase, inferRelease: Bool) {
    guard (0..<Int(HOTLOOP_MAX_ACTIONS)).contains(action) else { return }
    let bit: UInt64 = 1 << UInt64(action)
    switch phase {
    case .press, .repeat:
      let wasHeld = sample.held & bit != 0
      if !wasHeld { sample.pressed |= bit }
      sample.held |= bit
      expiry[action] = inferRelease ? (wasHeld ? repeatHoldTicks : firstHoldTicks) : nil
    case .release:
      release(action)
    }
  }

  public mutating func handleMouse(column: Int, row: Int, buttons: UInt32) {
    sample.mouse_column = Int16(clamping: column)
    sample.mouse_row = Int16(clamping: row)
    sample.mouse_buttons = buttons
  }

  /// Lets go of everything: the terminal lost the focus, or bits have a new meaning after a reload.
  public mutating func releaseAll() {
    for action in 0..<Int(HOTLOOP_MAX_ACTIONS) where sample.held & (1 << UInt64(action)) != 0 {
      release(action)
    }
  }

  private mutating func release(_ action: Int) {
    let bit: UInt64 = 1 << UInt64(action)
    if sample.held & bit != 0 { sample.released |= bit }
    sample.held &= ~bit
    expiry[action] = nil
  }

  /// The sample of the tick that comes now. Called once a tick.
  public mutating func takeSample() -> InputSample {
    let result = sample
    sample.pressed = 0
    sample.released = 0
    for (action, left) in expiry {
      if left <= 1 { release(action) } else { expiry[action] = left - 1 }
    }
    return result
  }
}
