import GameSDK
import GameTesting
import Testing
import World

@testable import Engine
@testable import Game

/// The engine's trails of a loop follow pictures that scroll; here, those of a real game.
@Suite("The camera of Cinder is found from its pictures")
struct FollowedPictureTests {
  private static let size = CellSize(columns: 80, rows: 24)

  @Test("In each picture of a run with random keys", arguments: [2, 3] as [UInt64])
  func follow(seed: UInt64) throws {
    let run = try CinderRun.inRun(seed: seed)
    run.change {
      $0.options.shake = false
      $0.lives = 90
    }
    // The banner at the begin of a wave has faded.
    try run.wait(seconds: 3)
    var keys = RandomKeys(seed: seed)
    var scroll = PictureScroll(HalfPicture(try run.cells(Self.size)))
    let first = try run.camera(Self.size)
    var (missed, furthest) = (0, 0)
    for tick in 0..<150 {
      keys.press(in: run, tick)
      try run.advance()
      let picture = HalfPicture(try run.cells(Self.size))
      let expected = try run.camera(Self.size) - first
      guard let next = scroll.following(picture) else {
        missed += 1
        continue
      }
      scroll = next
      #expect(scroll.offset == expected, "tick \(tick)")
      if scroll.offset != expected { return }
      furthest = max(furthest, abs(expected.columns) + abs(expected.halves))
    }
    #expect(missed < 8 && furthest > 10, "\(missed), \(furthest)")
  }
}
