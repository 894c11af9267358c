import CWorldMemory
import Foundation
import SeededRandom
import Testing

@Suite("Copies of worlds")
struct WorldCopyTests {
  @Test(
    "A copy writes every byte of the target and no other byte",
    arguments: [0, 1, 100, 1 << 17, (1 << 17) + 77, 1 << 20])
  func copies(size: Int) {
    var random = SplitMix64(seed: UInt64(size))
    let source = (0..<size + 64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for (from, to) in [(0, 0), (1, 0), (0, 3), (17, 48), (63, 63)] {
      var target = [UInt8](repeating: 0xEE, count: size + 128)
      unsafe target.withUnsafeMutableBytes { target in
        unsafe source.withUnsafeBytes { source in
          unsafe world_copy(target.baseAddress! + to, source.baseAddress! + from, size)
        }
      }
      let wanted =
        Array(repeating: 0xEE, count: to) + source[from..<from + size]
        + Array(repeating: 0xEE, count: 128 - to)
      #expect(unsafe memcmp(target, wanted, wanted.count) == 0)
    }
  }
}
