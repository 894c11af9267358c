/// A page of an attached window.
public enum WindowPage: String, CaseIterable, Sendable {
  case problems, log, inspector, tweaks, time

  var title: String {
    switch self {
    case .problems: "Problems"
    case .log: "Log"
    case .inspector: "Inspector"
    case .tweaks: "Tweaks"
    case .time: "Time"
    }
  }

  /// The key that shows it: from 1.
  var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

  public init?(number scalar: Unicode.Scalar) {
    guard let digit = Int(String(scalar)), Self.allCases.indices.contains(digit - 1) else { return nil }
    self = Self.allCases[digit - 1]
  }

  /// The page before or after it; the first follows the last.
  func neighbour(isNext: Bool) -> WindowPage {
    let all = Self.allCases
    return all[(number - 1 + (isNext ? 1 : all.count - 1)) % all.count]
  }
}
