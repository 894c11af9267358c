import HostSystem

/// A declaration of an earlier evaluation, which later ones can use.
public struct EvaluationHelper: Sendable, Equatable {
  /// See ``EvaluationText/Declaration/head``.
  public let head: String
  let text: [UInt8]
  let imports: [String]
  /// The name of the file in diagnostics.
  let file: String

  /// Whether a message is about this declaration.
  public func isMeant(by diagnostic: Diagnostic) -> Bool {
    diagnostic.file.map { PathText.name(of: $0) == file } ?? false
  }
}

/// The source that is compiled for an evaluation: the code that was sent, and what calls it.
struct EvaluationSource {
  /// The file of the code in diagnostics and backtraces.
  static let file = "eval"

  let game: String
  let imports: Set<String>
  let text: EvaluationText
  let helpers: [EvaluationHelper]

  /// - Parameters:
  ///   - game: the game's type.
  ///   - imports: of the game's files.
  init(_ text: EvaluationText, helpers: [EvaluationHelper], game: String, imports: Set<String>) {
    self.text = text
    // A declaration replaces the earlier one of the same head.
    let replaced = Set(text.declarations.map(\.head))
    self.helpers = helpers.filter { !replaced.contains($0.head) }
    self.game = game
    self.imports = imports.union(text.imports).union(helpers.flatMap(\.imports)).union(["GameSDK"])
  }

  /// The helpers of the next evaluation.
  /// - Parameter number: of this evaluation.
  func laterHelpers(_ number: Int) -> [EvaluationHelper] {
    helpers
      + text.declarations.map {
        EvaluationHelper(
          head: $0.head, text: text.text(of: $0), imports: text.imports, file: "\(Self.file)-\(number)")
      }
  }

  /// - Parameter showsLast: whether the value of the last statement is the outcome.
  func bytes(showsLast: Bool) -> [UInt8] {
    var source = imports.sorted().map { "import \($0)\n" }.joined()
    source += Self.entry(game)
    var bytes = Array(source.utf8)
    for helper in helpers { Self.add(helper.text, of: helper.file, to: &bytes) }
    for declaration in text.declarations { Self.add(text.text(of: declaration), of: Self.file, to: &bytes) }
    bytes += Self.begin(game).utf8
    Self.add(text.statements(showing: showsLast ? "\(Self.name).show" : nil), of: Self.file, to: &bytes)
    bytes += Array("}\n".utf8)
    return bytes
  }

  private static let name = "hotloop"

  /// Names that the code itself will not have.
  private static func entry(_ game: String) -> String {
    """
    @c(\(LinkCommand.evaluationSymbol))
    public func hotloopEvaluation(
      _ world: UnsafeMutableRawPointer?, _ game: UnsafeMutableRawPointer?, _ info: UnsafeRawPointer?
    ) -> Int32 {
      unsafe Evaluation.run(\(game).self, world, game, info, hotloopEvaluate)
    }

    """
  }

  private static func begin(_ game: String) -> String {
    """
    private func hotloopEvaluate(
      _ \(name): Evaluation, _ world: inout \(game).World, _ game: inout \(game)
    ) throws {
      func print(_ items: Any..., separator: String = " ", terminator: String = "\\n") {
        \(name).print(items, separator: separator, terminator: terminator)
      }

    """
  }

  private static func add(_ text: [UInt8], of file: String, to bytes: inout [UInt8]) {
    bytes += Array("\n#sourceLocation(file: \"\(file)\", line: 1)\n".utf8) + text
    bytes += Array("\n#sourceLocation()\n".utf8)
  }
}
