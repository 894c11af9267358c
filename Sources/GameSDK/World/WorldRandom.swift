import CGameABI

/// The world's random numbers: xoshiro256** of Blackman and Vigna (https://prng.di.unimi.it), with its state in the
/// world's header, so that a world that is copied, saved or replayed goes on with the same numbers.
///
/// The value itself holds nothing. Use it only inside `start`, `step` and the reload callbacks; never in `draw`, which
/// must not change the world.
public struct WorldRandom: RandomNumberGenerator, Sendable {
  @usableFromInline init() {}

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    unsafe Xoshiro256.next(&Arena.header.pointee.random_state)
  }

  /// A number from the range, each as likely as any other.
  public mutating func next(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty, "a random number from the empty range \(range)")
    return range.lowerBound
      &+ Int(truncatingIfNeeded: below(UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))))
  }

  /// A number from the range, each as likely as any other.
  public mutating func next(in range: ClosedRange<Int>) -> Int {
    let last = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    return range.lowerBound &+ Int(truncatingIfNeeded: last == .max ? next() : below(last + 1))
  }

  /// A number from the range, with 24 random bits.
  public mutating func next(in range: Range<Float>) -> Float {
    let unit = Float(next() >> 40) * 0x1p-24
    let value = range.lowerBound + unit * (range.upperBound - range.lowerBound)
    // Rounding can reach the bound that is not part of the range.
    return value < range.upperBound ? value : range.lowerBound
  }

  /// True with this probability.
  public mutating func chance(_ probability: Float) -> Bool {
    next(in: 0..<1) < probability
  }

  /// One of the elements; nil of none.
  public mutating func element<C: RandomAccessCollection>(of collection: C) -> C.Element? {
    if collection.isEmpty { return nil }
    return collection[collection.index(collection.startIndex, offsetBy: next(in: 0..<collection.count))]
  }

  /// A number below `bound`, without bias (Lemire, "Fast random integer generation in an interval", 2019).
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
