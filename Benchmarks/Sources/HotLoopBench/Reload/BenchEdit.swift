import HotLoopProduct

/// A kind of edit that can be repeated, with new content in each round.
struct BenchEdit {
  /// Its name in the figures: live-literal, live-static, literal, body, signature, new-file, world, world-field.
  let kind: String
  let rounds: Int
  /// Path of the saved file in the package. `#` stands for the number of the round.
  let file: String
  let content: (_ round: Int) -> String
  /// Paths of the files that must be compiled then; `#` as in ``file``.
  let compiled: [String]

  /// Whether it changes only values of literals, and the host may apply it without the compiler.
  var isLive: Bool { kind.hasPrefix("live-") }

  func path(_ round: Int) -> String { file.replacing("#", with: "\(round)") }

  /// An edit that replaces `old` by `new`, in which `#` stands for the number of the round.
  static func replacing(
    _ old: String, with new: String, in file: String, of files: [String: String], kind: String, rounds: Int,
    compiled: [String]? = nil
  ) throws -> BenchEdit {
    guard let text = files[file], text.contains(old) else {
      throw ProgramError("\(file) does not contain `\(old)`, which bench reload changes")
    }
    return BenchEdit(
      kind: kind, rounds: rounds, file: file,
      content: { text.replacing(old, with: new.replacing("#", with: "\($0)")) },
      compiled: compiled ?? [file])
  }

  /// A new file that no other file depends on.
  static func newFile(rounds: Int) -> BenchEdit {
    BenchEdit(
      kind: "new-file", rounds: rounds, file: "Game/New#.swift",
      content: { "enum New\($0) {\n  static func twice(_ x: Float) -> Float { x * 2 }\n}\n" },
      compiled: ["Game/New#.swift"])
  }
}
