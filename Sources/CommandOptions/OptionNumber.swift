import ArgumentParser
import Engine

/// How numeric options are read. A value that is not allowed is refused with what is allowed, after the parser's own words
/// about the option and the value. To be used with `parsing: .unconditional`: otherwise a negative number is taken for
/// another option.
public enum OptionNumber {
  public static func whole<Value: FixedWidthInteger & Sendable>(
    _ allowed: ClosedRange<Value>
  ) -> @Sendable (String) throws -> Value {
    { text in
      guard let value = Value(text), allowed.contains(value) else {
        throw ValidationError("it must be a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
      }
      return value
    }
  }

  /// - Parameter zero: the meaning of 0 if it is allowed although it is not in the range.
  public static func seconds(
    _ allowed: ClosedRange<Double>, zero: String? = nil
  ) -> @Sendable (String) throws -> Double {
    { text in
      if let value = Double(text), allowed.contains(value) || zero != nil && value == 0 { return value }
      let range =
        "it must be a number of seconds from \(short(allowed.lowerBound)) to \(short(allowed.upperBound))"
      throw ValidationError(range + (zero.map { ", or 0 for \($0)" } ?? ""))
    }
  }

  /// `120`, `0.5`.
  private static func short(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}

extension CellSize {
  /// How an option with a size is read.
  public static func option(_ text: String) throws -> CellSize {
    if let size = CellSize(text: text) { return size }
    throw ValidationError("it must be COLUMNSxROWS, such as 80x24, from 1x1 to \(CellSize.largest.plain)")
  }
}
