/// A kind of edit of a game, which can be made again and again, each time with a content that never was before.
struct BenchEdit {
  /// As it is named in the figures: literal, body, signature, new-file, world.
  let kind: String
  let rounds: Int
  /// The file that is saved, in the package; for a new file its name counts up.
  let file: String
  /// The content for a round.
  let content: (_ round: Int) -> String
  /// What the compiler must be run on then.
  let compiled: [String]

  func path(_ round: Int) -> String { file.replacing("#", with: "\(round)") }

  /// An edit that puts something else, with the round's number in the place of `#`, where `old` stands.
  static func replacing(
    _ old: String, with new: String, in file: String, of files: [String: String], kind: String, rounds: Int,
    compiled: [String]? = nil
  ) throws -> BenchEdit {
    guard let text = files[file], text.contains(old) else {
      throw CommandError("\(file) does not contain `\(old)`, which bench reload changes")
    }
    return BenchEdit(
      kind: kind, rounds: rounds, file: file,
      content: { text.replacing(old, with: new.replacing("#", with: "\($0)")) },
      compiled: compiled ?? [file])
  }

  /// A file that was not there before, and that nothing depends on.
  static func newFile(rounds: Int) -> BenchEdit {
    BenchEdit(
      kind: "new-file", rounds: rounds, file: "Game/New#.swift",
      content: { "enum New\($0) {\n  static func twice(_ x: Float) -> Float { x * 2 }\n}\n" },
      compiled: ["Game/New#.swift"])
  }
}
