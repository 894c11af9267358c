import ArgumentParser
import TerminalRenderer

/// `--color` and `--glyphs`.
public struct LookOptions: ParsableArguments {
  @Option(help: "Colours: auto, truecolor, 256, 16 or mono.")
  public var color = "auto"

  @Option(help: "Characters: auto, unicode or ascii.")
  public var glyphs = "auto"

  public init() {}

  /// For another program that has these options.
  public var arguments: [String] { ["--color", color, "--glyphs", glyphs] }

  public func validate() throws { _ = try terminalLook }

  public var terminalLook: TerminalLook {
    get throws {
      do throws(LookError) {
        return try TerminalLook(color: color, glyphs: glyphs)
      } catch {
        throw ValidationError("--" + error.description)
      }
    }
  }
}

/// A name that is no value of an option.
public struct LookError: Error, CustomStringConvertible {
  public let description: String

  /// The value of an option by its name.
  public static func choice<Value: RawRepresentable & CaseIterable>(_ option: String, _ name: String)
    throws(LookError) -> Value
  where Value.RawValue == String {
    if let value = Value(rawValue: name) { return value }
    let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw LookError(description: "\(option) is one of \(known), not '\(name)'")
  }
}

extension TerminalLook {
  public init(color: String, glyphs: String) throws(LookError) {
    self.init(color: try LookError.choice("color", color), glyphs: try LookError.choice("glyphs", glyphs))
  }
}
