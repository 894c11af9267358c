/// The values that a comment allows for the numbers on its line: `// tweak: 0...100`.
public struct LiteralBounds: Sendable, Equatable {
  public let range: ClosedRange<Double>

  public init(_ range: ClosedRange<Double>) { self.range = range }

  /// Why a comment that begins with `tweak:` has no bounds, and what to write.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    static func outside(_ bounds: LiteralBounds, _ value: String) -> Problem {
      Problem(
        description:
          "\(value) is outside the bounds \(bounds.text) of the comment, which does not count; change one of them"
      )
    }

    static func noNumber(_ bounds: LiteralBounds) -> Problem {
      Problem(description: "the comment tweak: \(bounds.text) is on a line without a number")
    }

    public static func color(_ bounds: LiteralBounds) -> Problem {
      Problem(description: "the comment tweak: \(bounds.text) does not count: a colour has no bounds")
    }
  }

  private static let mark = "tweak:"

  /// - Parameter comment: behind its slashes, up to the end of the line. Text may follow the bounds.
  /// - Returns: nil if the comment is about something else.
  static func read(_ comment: Substring) throws(Problem) -> LiteralBounds? {
    let comment = comment.trimmingPrefix { $0 == " " || $0 == "\t" }
    guard comment.hasPrefix(mark) else { return nil }
    let text = comment.dropFirst(mark.count)
    func problem(_ reason: String) -> Problem {
      Problem(description: "the comment \(comment.prefix(40)) \(reason); write for example // tweak: 0...100")
    }
    guard let dots = text.firstRange(of: "...") else { throw problem("has no bounds") }
    guard let lower = number(text[..<dots.lowerBound], isLast: false),
      let upper = number(text[dots.upperBound...], isLast: true)
    else { throw problem("has bounds that are not numbers") }
    guard lower <= upper else { throw problem("has a lower bound above the upper one") }
    return LiteralBounds(lower...upper)
  }

  private static func number(_ text: Substring, isLast: Bool) -> Double? {
    let parts = text.split { $0 == " " || $0 == "\t" || isLast && [",", ";", "\r", "\r\n"].contains($0) }
    guard let first = parts.first, isLast || parts.count == 1 else { return nil }
    return WrittenNumber(String(first))?.double
  }

  /// As it is written in a comment.
  public var text: String {
    func number(_ value: Double) -> String {
      Int64(exactly: value)?.description ?? value.description
    }
    return "\(number(range.lowerBound))...\(number(range.upperBound))"
  }
}
