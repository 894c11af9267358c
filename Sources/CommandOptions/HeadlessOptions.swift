import ArgumentParser
import Engine

/// `--headless`, and what goes with it.
public struct HeadlessOptions: ParsableArguments {
  @Flag(help: "Run without a terminal. What the game stores for its user is neither read nor written.")
  public var headless = false

  @Option(
    parsing: .unconditional, help: "With --headless: end after this number of ticks.",
    transform: OptionNumber.whole(1...UInt64.max))
  public var ticks: UInt64?

  @Option(
    parsing: .unconditional, help: "With --headless: the size of the virtual screen; 80x24 by default.",
    transform: CellSize.option)
  public var size: CellSize?

  @Flag(help: "With --headless: print the last frame as text at the end.")
  public var printFrame = false

  public init() {}

  public func validate() throws {
    try Self.require(
      headless, for: [("--ticks", ticks != nil), ("--size", size != nil), ("--print-frame", printFrame)])
  }

  /// Throws for the first option that is given without `--headless`.
  public static func require(_ isHeadless: Bool, for options: [(name: String, isGiven: Bool)]) throws {
    if !isHeadless, let option = options.first(where: \.isGiven) {
      throw ValidationError("\(option.name) needs --headless")
    }
  }

  /// The virtual screen; nil if the run has a real terminal.
  public var terminal: HeadlessTerminal? {
    headless ? HeadlessTerminal(size: size ?? CellSize(columns: 80, rows: 24)) : nil
  }
}
