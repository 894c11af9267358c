/// What was done in an attached window and is not sent to the host yet. A value.
///
/// The host takes inputs one by one, between two ticks. A program that waited until it has taken them all would see no key that
/// leaves it; so the queue has an end, behind which keys are dropped.
public struct WindowInputQueue {
  /// Key presses, and as many other inputs.
  public static let limit = 32

  private var waiting: [WindowInput] = []
  private var presses = 0

  public init() {}

  public var count: Int { waiting.count }

  /// - Returns: whether it was taken; otherwise there is no room for it.
  public mutating func append(_ input: WindowInput) -> Bool {
    if let index = indexOfReplaced(by: input) {
      waiting[index] = merged(waiting[index], input)
      return true
    }
    let isPress = input.isPress
    // The size counts: there is at most one.
    if case .resize = input {
    } else if (isPress ? presses : waiting.count - presses) >= Self.limit {
      return false
    }
    waiting.append(input)
    if isPress { presses += 1 }
    return true
  }

  /// The next one to send; nil if there is none.
  public mutating func take() -> WindowInput? {
    if waiting.isEmpty { return nil }
    let input = waiting.removeFirst()
    if input.isPress { presses -= 1 }
    return input
  }

  /// The index of an input that need not be sent besides a later one.
  private func indexOfReplaced(by input: WindowInput) -> Int? {
    switch (waiting.last, input) {
    case (.mouse(_, _, let wasDown)?, .mouse(_, _, let isDown)) where wasDown == isDown:
      // Not the press itself: its place counts.
      if waiting.count > 1, case .mouse(_, _, isDown) = waiting[waiting.count - 2] {
        return waiting.count - 1
      }
      return nil
    case (.wheel?, .wheel): return waiting.count - 1
    case (_, .resize): return waiting.firstIndex { if case .resize = $0 { true } else { false } }
    default: return nil
    }
  }

  private func merged(_ old: WindowInput, _ new: WindowInput) -> WindowInput {
    guard case (.wheel(let before), .wheel(let steps)) = (old, new) else { return new }
    return .wheel(max(-WindowInput.mostSteps, min(WindowInput.mostSteps, before + steps)))
  }
}

extension WindowInput {
  /// Steps of the wheel in one input.
  public static let mostSteps = 100

  /// Characters of a text that is pasted. A field has one line, and the host handles them at once.
  public static let longestPaste = 1_000

  public var isPress: Bool {
    guard case .key(_, let phase, _) = self else { return false }
    return phase != .release
  }
}
