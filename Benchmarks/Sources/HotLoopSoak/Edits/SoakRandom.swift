/// The random numbers of a soak (SplitMix64; Steele, Lea, Flood 2014). The same seed gives the same edits on every machine.
struct SoakRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// - Parameter from: not empty.
  mutating func pick<Element>(_ from: [Element]) -> Element {
    from[Int.random(in: 0..<from.count, using: &self)]
  }

  /// Picks an element with a probability in proportion to its weight.
  mutating func pick<Element>(weighted from: [(weight: Int, element: Element)]) -> Element {
    var left = Int.random(in: 0..<from.reduce(0) { $0 + $1.weight }, using: &self)
    for (weight, element) in from {
      left -= weight
      if left < 0 { return element }
    }
    return from[from.count - 1].element
  }
}
