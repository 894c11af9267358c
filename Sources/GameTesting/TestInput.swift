import CGameABI
public import GameSDK

/// The keys and the mouse of a run without a terminal. What is pressed or released reaches the next tick.
public struct TestInput<Action: GameAction> {
  /// The position of the mouse in cells; nil if the terminal reports none.
  public var mouse: (column: Int, row: Int)?
  /// The mouse buttons that are down.
  public var buttons: Set<MouseButton> = []
  /// What is typed, a character for each tick in which the game reads text.
  public var text = ""

  public enum MouseButton: Int, Sendable { case left, middle, right }

  private var held: UInt64 = 0
  private var pressed: UInt64 = 0
  private var released: UInt64 = 0
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

  private static func bits(_ actions: [Action]) -> UInt64 {
    actions.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  /// The input of the next tick.
  mutating func take() -> InputSample {
    var mouseBits = buttons.reduce(0 as UInt32) { $0 | 1 << UInt32($1.rawValue) }
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
}
