import GameTesting

@testable import Game

/// Random key presses for scripted runs. The same seed gives the same keys.
struct RandomKeys {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(state: seed) }

  /// Presses and releases keys for a tick. They change every ninth one; menu, restart and quit are not among them.
  mutating func press(in run: CinderRun, _ tick: Int) {
    guard tick % 9 == 0 else { return }
    let keys = random.next() & random.next() & 0x7F
    for key in Action.allCases {
      if keys & 1 << UInt64(key.rawValue) == 0 { run.release(key) } else { run.hold(key) }
    }
  }

  /// A random number from 0.
  mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
}

/// A linear congruential generator with a mixed output: enough for test input.
private struct SeededRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
  }
}
