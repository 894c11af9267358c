import Engine

/// Decodes mouse reports in SGR form: `CSI < button ; column ; row M` (pressed, moved) or `m` (released).
struct MouseSequences {
  /// Bit 0 left, bit 1 middle, bit 2 right.
  private var buttons: UInt32 = 0

  /// The state of the mouse after the report, or a step of its wheel; nil for invalid reports.
  mutating func event(_ parameters: SequenceParameters, pressed: Bool) -> TerminalEvent? {
    guard let code = parameters[0], let column = parameters[1], let row = parameters[2], column > 0, row > 0,
      code & 128 == 0
    else { return nil }
    // 66 and 67 are wheels that move sideways.
    if code & 64 != 0 { return pressed && code & 2 == 0 ? .wheel(code & 1 == 0 ? -1 : 1) : nil }
    let moved = code & 32 != 0
    let button = code & 3
    if button < 3 {
      if pressed { buttons |= 1 << UInt32(button) } else { buttons &= ~(1 << UInt32(button)) }
    } else if moved {
      // Motion without a button: a release was missed.
      buttons = 0
    }
    return .mouse(column: min(column - 1, 32_766), row: min(row - 1, 32_766), buttons: buttons)
  }
}
