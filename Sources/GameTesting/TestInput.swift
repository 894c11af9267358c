import CGameABI
import Engine
public import GameSDK

/// The keys and the mouse of a run without a terminal. What is pressed or released reaches the next tick.
public struct TestInput<Action: GameAction> {
  /// The position of the mouse in cells; nil if the terminal reports none.
  public var mouse: (column: Int, row: Int)?
  /// The mouse buttons that are down.
  public var buttons: Set<MouseButton> = []
  /// What is typed, a character for each tick in which the game reads text.
  public var text = ""

  private var held: UInt64 = 0
  private var pressed: UInt64 = 0
  private var released: UInt64 = 0
  /// The buttons that are clicked before the next tick.
  private var clicks: Set<MouseButton> = []
  private var mouseState = MouseState()
  /// Keys that go up after the next tick.
  private var short: UInt64 = 0

  /// Keys go down and stay down.
  public mutating func hold(_ actions: Action...) {
    let bits = Self.bits(actions)
    pressed |= bits & ~held
    held |= bits
  }

  /// Keys go up.
  public mutating func release(_ actions: Action...) {
    let bits = Self.bits(actions) & held
    released |= bits
    held &= ~bits
  }

  /// Keys are pressed for one tick.
  public mutating func tap(_ actions: Action...) {
    let bits = Self.bits(actions)
    pressed |= bits
    short |= bits & ~held
    held |= bits
  }

  /// A button is pressed and released before the next tick.
  public mutating func click(_ button: MouseButton = .left) { clicks.insert(button) }

  /// The wheel is turned; the next ticks get one step each.
  /// - Parameter steps: downwards, or upwards if negative.
  public mutating func turnWheel(by steps: Int) { mouseState.turnWheel(steps) }

  private static func bits(_ actions: [Action]) -> UInt64 {
    actions.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  /// The input of the next tick.
  mutating func take() -> InputSample {
    var mouseBits = takeMouse()
    if let typed = text.unicodeScalars.first {
      mouseBits |= typed.value << 8
      text.unicodeScalars.removeFirst()
    }
    let sample = InputSample(
      held: held, pressed: pressed, released: released, mouse_column: Int16(mouse?.column ?? -1),
      mouse_row: Int16(mouse?.row ?? -1), mouse_buttons: mouseBits)
    (pressed, released) = (0, short)
    held &= ~short
    short = 0
    return sample
  }

  /// As `InputSample.mouse_buttons` has them.
  private mutating func takeMouse() -> UInt32 {
    func bits(_ buttons: Set<MouseButton>) -> UInt32 { buttons.reduce(0) { $0 | 1 << UInt32($1.rawValue) } }
    mouseState.set(bits(buttons.union(clicks)))
    mouseState.set(bits(buttons))
    clicks = []
    return mouseState.takeBits()
  }
}
