/// The buttons and the wheel of the mouse between two ticks, as the bits of `InputSample.mouse_buttons`.
public struct MouseState: Sendable {
  private static let mask: UInt32 = 7
  /// Steps that wait for a tick: who turns the wheel quickly does not want it to go on for long.
  private static let maxSteps = 16

  private var down: UInt32 = 0
  private var pressed: UInt32 = 0
  private var released: UInt32 = 0
  private var steps = 0

  public init() {}

  /// - Parameter buttons: one bit per button that is down now; those beyond the third are ignored.
  public mutating func set(_ buttons: UInt32) {
    let buttons = buttons & Self.mask
    pressed |= buttons & ~down
    released |= down & ~buttons
    down = buttons
  }

  /// - Parameter count: downwards, or upwards if negative.
  public mutating func turnWheel(_ count: Int) {
    // Turned back: what waits is not wanted any more.
    if count.signum() == -steps.signum() { steps = 0 }
    steps = max(-Self.maxSteps, min(Self.maxSteps, steps + count))
  }

  /// The bits of the next tick.
  public mutating func takeBits() -> UInt32 {
    let step = steps.signum()
    steps -= step
    defer { (pressed, released) = (0, 0) }
    return down | pressed << 3 | (released & 3) << 6 | (released >> 2) << 29
      | UInt32(bitPattern: Int32(step)) << 30
  }
}
