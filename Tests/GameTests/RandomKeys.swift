/// Random key presses for scripted runs. The same seed gives the same keys.
struct RandomKeys {
  private var random: SeededRandom
  private var held: UInt64 = 0

  init(seed: UInt64) { random = SeededRandom(state: seed) }

  /// The input of a tick. The keys change every ninth tick; menu, restart and quit are not among them.
  mutating func next(_ tick: Int) -> (held: UInt64, pressed: UInt64) {
    var pressed: UInt64 = 0
    if tick % 9 == 0 {
      let new = random.next() & random.next() & 0x7F
      pressed = new & ~held
      held = new
    }
    return (held, pressed)
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
