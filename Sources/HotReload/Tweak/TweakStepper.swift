import Engine
import GameBuilder

/// Steps of one literal. Kept while its value changes: a step back undoes a step, and a dark colour keeps its hue.
struct TweakStepper {
  private let steps: LiteralStep
  private var color: LiteralColor?
  /// The present value.
  private(set) var text: String

  init(_ item: TweakItem, _ text: String, _ type: LiteralType, mayBeNegative: Bool, mayHaveFraction: Bool) {
    self.text = text
    steps = LiteralStep(
      item.written, type: type, within: item.bounds, mayBeNegative: mayBeNegative,
      mayHaveFraction: mayHaveFraction)
    color = item.kind == .color ? LiteralColor(text) : nil
  }

  /// The next value; nil if there is none.
  mutating func step(_ step: TweakStep) -> String? {
    let count = step.isUp ? 1 : -1
    if color != nil {
      if step.isBrightness {
        color?.stepBrightness(by: count, step.size.ofLiteral)
      } else {
        color?.stepHue(by: count, step.size.ofLiteral)
      }
      text = color?.text ?? text
      return text
    }
    guard let next = steps.stepped(text, by: count, step.size.ofLiteral) else { return nil }
    text = next
    return next
  }
}

extension TweakStep.Size {
  fileprivate var ofLiteral: LiteralStep.Size {
    switch self {
    case .fine: .fine
    case .normal: .normal
    case .coarse: .coarse
    }
  }
}
