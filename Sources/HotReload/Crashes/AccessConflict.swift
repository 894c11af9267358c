/// A violation of exclusive access, which Swift's runtime prints before it aborts:
///
///     Simultaneous accesses to 0x7f28f83f4e68, but modification requires exclusive access.
///     Previous access (a modification) started at 22.so`hotloopGame + 42 (0x7f28f83c6b0a).
///     Current access (a modification) started at:
///     …
///     Fatal access conflict detected.
struct AccessConflict: Equatable {
  /// `modification` or `read`.
  let previousKind: String
  /// A code address; it follows the call that began the access.
  let previousAddress: UInt

  /// Nil if the last lines of the game's output are no such report.
  init?(printed: [String]) {
    guard printed.last == "Fatal access conflict detected.",
      let line = printed.last(where: { $0.hasPrefix(Self.mark) }),
      let kindEnd = line.firstIndex(of: ")"), let addressStart = line.ranges(of: "(0x").last?.upperBound,
      let address = UInt(line[addressStart...].prefix(while: \.isHexDigit), radix: 16)
    else { return nil }
    previousKind = String(line[..<kindEnd].dropFirst(Self.mark.count))
    previousAddress = address
  }

  private static let mark = "Previous access (a "

  /// - Parameter location: `Game/Player.swift:12`; nil if unknown.
  func reason(previousLocation location: String?) -> String {
    "Fatal access conflict: a variable is accessed while an earlier \(previousKind) of it, begun "
      + "\(location.map { "at \($0)" } ?? "elsewhere"), has not ended"
  }
}
