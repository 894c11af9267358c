import Foundation
import GameSDK
import GameTesting
import Testing
import World

@testable import Game

@Suite("Live score")
struct LiveScoreTests {
  @Test("A run tells how it stands when that changes, and the demo tells nothing")
  func standings() throws {
    let run = try CinderRun.atTitle()
    #expect(run.runs(liveScore))
    try run.wait(seconds: 1)
    #expect(run.messages(to: liveScore).isEmpty)
    try run.press(.begin)
    try run.wait(seconds: 1)
    #expect(run.messages(to: liveScore) == [Standing(wave: 1, score: 0, lives: run.world.lives)])
    run.world.score = 70
    try run.advance(by: 5)
    run.world.lives -= 1
    try run.advance(by: 5)
    #expect(
      run.messages(to: liveScore).map(\.text).suffix(2) == [
        "wave 1, 70 points, \(run.world.lives + 1) lives\n", "wave 1, 70 points, \(run.world.lives) lives\n",
      ])
  }

  @Test("The file is rewritten if there is one, and not made")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("live.txt").path
    let standing = Standing(wave: 2, score: 1240, lives: 4)
    try LiveScore.write(standing, to: path)
    #expect(!FileManager.default.fileExists(atPath: path))
    try String(repeating: "old ", count: 100).write(toFile: path, atomically: true, encoding: .utf8)
    try LiveScore.write(standing, to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "wave 2, 1240 points, 4 lives\n")
    let error = #expect(throws: LiveScoreError.self) { try LiveScore.write(standing, to: "/dev/full") }
    #expect(error?.description.hasPrefix("/dev/full cannot be written: ") == true)
  }
}
