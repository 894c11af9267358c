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
    let lives = run.world.lives
    #expect(run.toldChanges == [Standing(wave: 1, score: 0, lives: lives)])
    run.world.score = 70
    try run.advance(by: 5)
    run.world.lives -= 1
    try run.advance(by: 5)
    #expect(
      run.toldChanges.map(\.text) == [
        "wave 1, 0 points, \(lives) lives\n", "wave 1, 70 points, \(lives) lives\n",
        "wave 1, 70 points, \(lives - 1) lives\n",
      ])
  }

  @Test("How a run stands is told once a second, too, as what a loop has sent did not arrive")
  func repetition() throws {
    let run = try CinderRun.inRun()
    try run.wait(seconds: 1)
    let before = run.messages(to: liveScore).count
    try run.advance(by: 3 * run.ticksPerSecond)
    let later = run.messages(to: liveScore).dropFirst(before)
    #expect(later.count == 3 && Set(later.map(\.text)).count == 1)
  }

  @Test("It changes no world: not by a change, a second step, or a reload")
  func worlds() throws {
    let (run, other) = (try CinderRun.inRun(), try CinderRun.inRun())
    run.checksDeterminism = true
    for score in [70, 71] as [Int32] {
      (run.world.score, other.world.score) = (score, score)
      try run.wait(seconds: 1)
      try other.wait(seconds: 1)
      // A new value of the game tells it once more.
      try run.reload()
      #expect(run.runs(liveScore))
      try run.advance(by: 5)
      try other.advance(by: 5)
    }
    #expect(run.messages(to: liveScore).count > other.messages(to: liveScore).count)
    let (world, expected) = (try run.copyOfWorld(), try other.copyOfWorld())
    #expect(world == expected)
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

extension CinderRun {
  /// What `liveScore` was told, without repetitions.
  fileprivate var toldChanges: [Standing] {
    messages(to: liveScore).reduce(into: []) { changes, standing in
      if changes.last != standing { changes.append(standing) }
    }
  }
}
