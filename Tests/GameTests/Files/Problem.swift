import GameTesting
import Testing

@testable import Game

/// A defect in a file of the game, and how it must be reported.
struct Problem: CustomTestStringConvertible, Sendable {
  let text: String
  /// The line of the report; 0 if no line applies.
  let line: Int
  /// A part of the message.
  let words: String

  init(_ text: String, _ line: Int, _ words: String) {
    self.text = text
    self.line = line
    self.words = words
  }

  var testDescription: String { words }

  /// Checks that a game with this text as its file at `path` reports it, and nothing else, and goes on.
  func expectReport(for path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let run = try CinderRun.inRun(files: [path: text])
    try run.draw()
    #expect(run.problems.count == 1, sourceLocation: sourceLocation)
    let problem = run.problems.first ?? "no problem"
    let place = line == 0 ? "assets/\(path): " : "assets/\(path):\(line): "
    #expect(
      problem.hasPrefix(place) && problem.contains(words), "\(problem)",
      sourceLocation: sourceLocation)
  }
}
