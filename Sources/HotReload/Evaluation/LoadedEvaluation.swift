import CGameABI
import GameBuilder

/// The code of an evaluation, loaded and ready to be run once.
@safe public final class LoadedEvaluation: @unchecked Sendable {
  let image: GameImage
  let sourceHash: String
  private let function: UnsafeRawPointer
  private let symbols: ImageSymbols

  /// Loads the library. Any thread except the loop's.
  init(_ built: EvaluationImage, services: HostServices) throws(LoadError) {
    let image = try GameImage.load(path: built.path, services: services, for: .description)
    guard let symbols = ImageSymbols(path: built.path),
      let function = unsafe symbols.address(of: HOTLOOP_EVALUATION_SYMBOL, entry: image.entry)
    else { throw .missingSymbol(path: built.path) }
    self.image = image
    self.symbols = symbols
    sourceHash = built.sourceHash
    unsafe self.function = function
  }

  /// What `GameTable.evaluate` is to call.
  var run: EvaluationRun { unsafe unsafeBitCast(function, to: EvaluationRun.self) }

  /// The variables that its code shares with the running code. Takes some milliseconds; any thread.
  func variables(sharedWith running: GameImage) -> SharedVariables? {
    guard let own = ImageSymbols(path: running.path) else { return nil }
    return unsafe SharedVariables(
      of: ImageVariables(own, entry: running.entry), for: ImageVariables(symbols, entry: image.entry))
  }
}

/// See `EvaluationInfo.run`.
typealias EvaluationRun =
  @convention(c) (
    UnsafeMutablePointer<WorldHeader>?, UnsafeMutableRawPointer?, UnsafePointer<EvaluationInfo>?
  ) -> HotloopStatus

/// What evaluated code has computed.
public struct EvaluatedValue: Sendable, Equatable {
  /// To be read; empty if there is no value.
  public var text = ""
  /// The same as JSON; empty if there is no value.
  public var json = ""
  /// What the code printed.
  public var output = ""

  mutating func take(_ outcome: EvaluationOutcome) {
    text = unsafe Self.string(outcome.text, outcome.text_length)
    json = unsafe Self.string(outcome.json, outcome.json_length)
  }

  mutating func print(_ start: UnsafePointer<CChar>?, _ count: Int) {
    unsafe output += Self.string(start, count)
  }

  private static func string(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    unsafe String(
      decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
  }
}
