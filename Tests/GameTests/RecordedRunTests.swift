import CGameABI
import Testing
import World

@testable import Game

/// The game's exact behaviour: a change of these hashes is a change of the rules or of the picture. After an intended one,
/// copy the hashes from the failure.
@Suite("Cinder: recorded runs")
struct RecordedRunTests {
  @Test(
    "A scripted run ends in the recorded world and draws the recorded frames",
    arguments: [
      (seed: 1, level: 1, world: 0x6344_b4ab_5d27_3c68, frames: 0x0136_8e31_cea9_e371),
      (seed: 2, level: 2, world: 0xca6b_0151_d285_e0f4, frames: 0x05d5_af75_af77_8dc7),
      (seed: 3, level: 3, world: 0x56b8_e589_818a_133f, frames: 0x2e8a_4f08_ba48_9877),
    ] as [(seed: UInt64, level: Int, world: UInt64, frames: UInt64)])
  func recordedRun(seed: UInt64, level: Int, world: UInt64, frames: UInt64) throws {
    let host = CinderHost(seed: seed)
    defer { host.close() }
    host.overrides["waves.txt"] =
      "wave \(level)\nimp 8 every 0.8\nmote 10 every 0.3 after 2\nwisp 3 every 1 after 4\nbrute 2 every 3 after 5"
    host.saveAllAssets()
    var keys = RandomKeys(seed: seed)
    var frameHash = FNV()
    for tick in 0..<3000 {
      let input = keys.next(tick)
      try #require(host.step(held: input.held, pressed: input.pressed))
      guard tick % 100 == 50 else { continue }
      for cell in try #require(host.drawCells(columns: 80, rows: 24)) {
        for part in [cell.glyph, cell.fore, cell.back, cell.style] { frameHash.add(part) }
      }
    }
    var worldHash = FNV()
    for byte in host.bytes { worldHash.add(byte) }
    #expect(worldHash.value == world, "world: 0x\(String(worldHash.value, radix: 16))")
    #expect(frameHash.value == frames, "frames: 0x\(String(frameHash.value, radix: 16))")
    #expect(host.problems == [])
  }
}

/// The 64-bit FNV-1a hash (http://www.isthe.com/chongo/tech/comp/fnv/), little-endian.
private struct FNV {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      value = (value ^ UInt64(truncatingIfNeeded: number >> shift) & 0xFF) &* 0x100_0000_01B3
    }
  }
}
