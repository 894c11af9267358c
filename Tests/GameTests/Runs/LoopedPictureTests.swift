import GameSDK
import GameTesting
import Testing
import World

@testable import Engine
@testable import Game

/// The engine's trails of a loop in a real game: its pictures scroll, flash and fade.
@Suite("Trails of loops in Cinder")
struct LoopedPictureTests {
  private static let size = CellSize(columns: 80, rows: 24)
  private static let ticks = 90

  /// A round of a loop.
  private struct Round {
    var pictures: [CellBuffer] = []
    var cameras: [HalfOffset] = []
  }

  /// Plays with random keys to the begin of a loop, and then one round of it.
  ///
  /// - Parameter edit: what the code of this round does before each tick.
  private func round(
    seed: UInt64, from start: Int, edit: (inout World) -> Void = { _ in }
  ) throws -> Round {
    let run = try CinderRun.inRun(seed: seed)
    run.change {
      $0.lives = 90
      $0.options.shake = false
    }
    var keys = RandomKeys(seed: seed)
    var round = Round()
    for tick in 0..<start + Self.ticks {
      if tick >= start { run.change(edit) }
      keys.press(in: run, tick)
      try run.advance()
      guard tick >= start else { continue }
      round.pictures.append(try run.cells(Self.size))
      round.cameras.append(try run.camera(Self.size))
    }
    return round
  }

  @Test(
    "After an edit, the old path is seen in most pictures of a round: in a fight, behind a banner, in a fade",
    arguments: [(3, 420), (1, 60), (2, 0)] as [(UInt64, Int)])
  func seen(seed: UInt64, start: Int) throws {
    let old = try round(seed: seed, from: start)
    let new = try round(seed: seed, from: start) { $0.player.body.velocity.x *= 0.9 }
    var trails = LoopTrails()
    var status = TimeStatus(reachable: 0...1000, position: 0)
    status.mode = .looping
    var seen = 0
    for (round, generation) in [(old, 1), (new, 2)] as [(Round, UInt64)] {
      for (position, picture) in round.pictures.enumerated() {
        status.position = position
        var shown = picture
        trails.compose(&shown, status, generation: generation)
        if generation == 1 { #expect(shown.cells == picture.cells) }
        if generation == 2, shown.cells != picture.cells { seen += 1 }
      }
    }
    #expect(seen * 10 >= Self.ticks * 7, "\(seen)")
  }

  @Test("Behind a banner, and in a later round, the background is found where it was")
  func places() throws {
    let old = try round(seed: 1, from: 60)
    let new = try round(seed: 1, from: 60) { $0.player.body.velocity.x *= 0.9 }
    var scenes = LoopScenes()
    for (number, round) in [old, new].enumerated() {
      let isKnown = number == 0 || scenes.beginRound(HalfPicture(round.pictures[0]))
      #expect(isKnown)
      for (position, picture) in round.pictures.enumerated() {
        let found = scenes.find(HalfPicture(picture), at: position) { _ in false }
        let place = try #require(found, "round \(number), \(position)")
        #expect(place.scene == 0 && place.offset == round.cameras[position] - old.cameras[0], "\(position)")
      }
    }
    #expect(old.cameras != new.cameras)
  }
}
