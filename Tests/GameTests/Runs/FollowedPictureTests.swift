import CGameABI
import CinderHost
import GameSDK
import Testing
import World

@testable import Engine
@testable import Game

/// The engine's trails of a loop follow pictures that scroll; here, those of a real game.
@Suite("The camera of Cinder is found from its pictures", .oneAtATime)
struct FollowedPictureTests {
  private static let size = CellSize(columns: 80, rows: 24)

  private func picture(_ host: CinderHost) throws -> CellBuffer {
    let cells = try #require(host.drawCells(columns: Self.size.columns, rows: Self.size.rows))
    var picture = CellBuffer(size: Self.size)
    for (index, cell) in cells.enumerated() {
      picture[index % Self.size.columns, index / Self.size.columns] = cell
    }
    return picture
  }

  /// Where the camera was in the level when the last picture was drawn.
  private func camera(_ host: CinderHost) throws -> HalfOffset {
    let map = try TileMap(text: CinderHost.text(of: "levels/\(host.world.level).txt"))
    let player = host.world.player.body.interpolated(at: 0.5)
    func start(_ player: Float, _ length: Float, _ view: Int) -> Int {
      Int(pixel: max(0, min(length - Float(view), player - Float(view) / 2)) + 0.5)
    }
    // The first row is the status line.
    return HalfOffset(
      columns: start(player.x, map.pixelWidth, Self.size.columns),
      halves: start(player.y, map.pixelHeight, Self.size.rows * 2 - 2))
  }

  @Test("In each picture of a run with random keys", arguments: [2, 3] as [UInt64])
  func follow(seed: UInt64) throws {
    let host = CinderHost.inRun(seed: seed)
    defer { host.close() }
    host.changeWorld {
      $0.options.shake = false
      $0.lives = 90
    }
    // The banner at the begin of a wave has faded.
    host.wait(seconds: 3)
    var keys = RandomKeys(seed: seed)
    var scroll = PictureScroll(HalfPicture(try picture(host)))
    let first = try camera(host)
    var (missed, furthest) = (0, 0)
    for tick in 0..<150 {
      let (held, pressed) = keys.next(tick)
      #expect(host.step(held: held, pressed: pressed))
      let picture = HalfPicture(try picture(host))
      let expected = try camera(host) - first
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
