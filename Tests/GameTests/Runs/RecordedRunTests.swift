import GameSDK
import GameTesting
import Testing
import World

@testable import Game

/// The game's exact behaviour: a change of these hashes is a change of the rules, of the world's layout or of the picture. After
/// an intended one, copy the hashes from the failure.
@Suite("Cinder: recorded runs")
struct RecordedRunTests {
  @Test(
    "A scripted run ends in the recorded world and draws the recorded frames",
    arguments: [
      (seed: 1, world: 0x65a7_397e_d8cc_9d32, frames: 0x7c3d_3987_8557_6cf5),
      (seed: 2, world: 0xf4c0_5ea9_f932_c7de, frames: 0x1b52_ec52_ddd6_aad1),
      (seed: 3, world: 0x2af7_d661_1b03_aa22, frames: 0xd252_b4b7_8549_7da9),
    ] as [(seed: UInt64, world: UInt64, frames: UInt64)])
  func recordedRun(seed: UInt64, world: UInt64, frames: UInt64) throws {
    let run = try CinderRun.inRun(seed: seed, files: RecordedRunFiles.all)
    // The run goes on to its last tick.
    run.world.lives = 1000
    var keys = RandomKeys(seed: seed)
    var frameHash = FNV()
    for tick in 0..<3000 {
      keys.press(in: run, tick)
      try run.advance()
      guard tick % 150 == 75 else { continue }
      for cell in try run.draw().cells {
        for part in [cell.glyph, cell.fore, cell.back, cell.style] { frameHash.add(UInt64(part)) }
      }
    }
    // Else it would record little.
    #expect(
      run.change { $0.isRunning } && run.world.kills > 20 && !run.world.upgrades.isEmpty && run.world.wave > 2
    )
    var worldHash = FNV()
    for byte in run.worldText.utf8 { worldHash.add(UInt64(byte)) }
    #expect(worldHash.value == world, "seed \(seed): world: 0x\(String(worldHash.value, radix: 16))")
    #expect(frameHash.value == frames, "seed \(seed): frames: 0x\(String(frameHash.value, radix: 16))")
    #expect(run.problems == [])
  }
}

/// The 64-bit FNV-1a hash (http://www.isthe.com/chongo/tech/comp/fnv/), of whole numbers instead of bytes.
private struct FNV {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ number: UInt64) { value = (value ^ number) &* 0x100_0000_01B3 }
}
