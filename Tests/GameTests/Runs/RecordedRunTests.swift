import CGameABI
import CinderHost
import Testing
import World

@testable import Game

/// The game's exact behaviour: a change of these hashes is a change of the rules, of the world's layout or of the picture. After
/// an intended one, copy the hashes from the failure.
@Suite("Cinder: recorded runs", .oneAtATime)
struct RecordedRunTests {
  @Test(
    "A scripted run ends in the recorded world and draws the recorded frames",
    arguments: [
      (seed: 1, world: 0x44cf_b156_8afb_75fa, frames: 0x7c3d_3987_8557_6cf5),
      (seed: 2, world: 0x146e_daa4_c401_09dd, frames: 0x1b52_ec52_ddd6_aad1),
      (seed: 3, world: 0x0899_ccc1_56b3_3c4d, frames: 0xd252_b4b7_8549_7da9),
    ] as [(seed: UInt64, world: UInt64, frames: UInt64)])
  func recordedRun(seed: UInt64, world: UInt64, frames: UInt64) throws {
    let host = CinderHost.inRun(seed: seed, files: RecordedRunFiles.all)
    defer { host.close() }
    // The run goes on to its last tick.
    host.changeWorld { $0.lives = 1000 }
    var keys = RandomKeys(seed: seed)
    var frameHash = FNV()
    for tick in 0..<3000 {
      let input = keys.next(tick)
      try #require(host.step(held: input.held, pressed: input.pressed))
      guard tick % 150 == 75 else { continue }
      for cell in try #require(host.drawCells(columns: 80, rows: 24)) {
        for part in [cell.glyph, cell.fore, cell.back, cell.style] { frameHash.add(UInt64(part)) }
      }
    }
    // Else it would record little.
    #expect(host.world.isRunning && host.world.kills > 20 && !host.upgrades.isEmpty && host.world.wave > 2)
    var worldHash = FNV()
    for byte in host.worldText.utf8 { worldHash.add(UInt64(byte)) }
    #expect(worldHash.value == world, "seed \(seed): world: 0x\(String(worldHash.value, radix: 16))")
    #expect(frameHash.value == frames, "seed \(seed): frames: 0x\(String(frameHash.value, radix: 16))")
    #expect(host.problems == [])
  }
}

/// The 64-bit FNV-1a hash (http://www.isthe.com/chongo/tech/comp/fnv/), of whole numbers instead of bytes.
private struct FNV {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ number: UInt64) { value = (value ^ number) &* 0x100_0000_01B3 }
}
