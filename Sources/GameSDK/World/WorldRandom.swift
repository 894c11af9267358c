import CGameABI

/// The random numbers of the world: xoshiro256** by Blackman and Vigna (https://prng.di.unimi.it).
///
/// The state is in the world's header, so that a copied, saved or replayed world continues with the same numbers. The value
/// itself is empty. Use it in any callback except ``Game/draw(_:on:)``, which must not change the world.
public struct WorldRandom: RandomNumberGenerator, Sendable {
  @usableFromInline init() {}

  /// Returns the next 64 random bits.
  public mutating func next() -> UInt64 {
    unsafe Xoshiro256.next(&CallbackArena.header.pointee.random_state)
  }

  /// Returns a uniformly distributed number from a range. An empty range traps.
  public mutating func next(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty, "a random number from the empty range \(range)")
    return range.lowerBound
      &+ Int(truncatingIfNeeded: below(UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))))
  }

  /// Returns a uniformly distributed number from a range.
  public mutating func next(in range: ClosedRange<Int>) -> Int {
    let last = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    return range.lowerBound &+ Int(truncatingIfNeeded: last == .max ? next() : below(last + 1))
  }

  /// Returns a uniformly distributed number from a range, with a resolution of 24 bits.
  public mutating func next(in range: Range<Float>) -> Float {
    let unit = Float(next() >> 40) * 0x1p-24
    let value = range.lowerBound + unit * (range.upperBound - range.lowerBound)
    // Rounding can give the upper bound, which is not part of the range.
    return value < range.upperBound ? value : range.lowerBound
  }

  /// Returns true with a probability from 0 to 1.
  public mutating func chance(_ probability: Float) -> Bool {
    next(in: 0..<1) < probability
  }

  /// Returns a random element; nil for an empty collection.
  public mutating func element<C: RandomAccessCollection>(of collection: C) -> C.Element? {
    if collection.isEmpty { return nil }
    return collection[collection.index(collection.startIndex, offsetBy: next(in: 0..<collection.count))]
  }

  /// Returns a number below `bound`, without bias (Lemire, "Fast random integer generation in an interval", 2019).
  private mutating func below(_ bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}

/// One step of xoshiro256**.
enum Xoshiro256 {
  static func next(_ state: inout (UInt64, UInt64, UInt64, UInt64)) -> UInt64 {
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    (value &<< bits) | (value &>> (64 - bits))
  }
}
