/// A fast 64-bit hash that is the same on every run and machine: XXH64 (Yann Collet, xxHash specification 0.1.1),
/// with seed 0. Not for use against an adversary.
struct StableHasher {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  private var lanes = SIMD4<UInt64>(
    StableHasher.prime1 &+ StableHasher.prime2, StableHasher.prime2, 0, 0 &- StableHasher.prime1)
  /// Bytes that did not fill a stripe of 32 yet.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// The hash of one run of bytes.
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = StableHasher()
    unsafe hasher.combine(bytes)
    return hasher.finish()
  }

  /// Adds bytes. Where a run is split makes no difference to the hash.
  mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var rest = unsafe bytes[...]
    if !pending.isEmpty {
      let taken = unsafe rest.prefix(32 - pending.count)
      unsafe pending.append(contentsOf: taken)
      unsafe rest = rest.dropFirst(taken.count)
      guard pending.count == 32 else { return }
      unsafe pending.withUnsafeBytes { unsafe consumeStripes($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = unsafe rest.count & ~31
    unsafe consumeStripes(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    unsafe pending.append(contentsOf: rest.dropFirst(whole))
  }

  private mutating func consumeStripes(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    var (a, b, c, d) = (lanes.x, lanes.y, lanes.z, lanes.w)
    var offset = 0
    while offset < bytes.count {
      a = Self.round(a, unsafe word(bytes, offset))
      b = Self.round(b, unsafe word(bytes, offset + 8))
      c = Self.round(c, unsafe word(bytes, offset + 16))
      d = Self.round(d, unsafe word(bytes, offset + 24))
      offset += 32
    }
    lanes = SIMD4(a, b, c, d)
  }

  /// The hash of all bytes added so far.
  func finish() -> UInt64 {
    var hash: UInt64
    if length >= 32 {
      hash =
        Self.rotate(lanes.x, 1) &+ Self.rotate(lanes.y, 7) &+ Self.rotate(lanes.z, 12)
        &+ Self.rotate(lanes.w, 18)
      for lane in 0..<4 { hash = (hash ^ Self.round(0, lanes[lane])) &* Self.prime1 &+ Self.prime4 }
    } else {
      hash = Self.prime5
    }
    hash &+= length
    unsafe pending.withUnsafeBytes { unsafe Self.mixTail($0, into: &hash) }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  private static func mixTail(_ bytes: UnsafeRawBufferPointer, into hash: inout UInt64) {
    var offset = 0
    while offset + 8 <= bytes.count {
      hash = rotate(hash ^ round(0, unsafe word(bytes, offset)), 27) &* prime1 &+ prime4
      offset += 8
    }
    if offset + 4 <= bytes.count {
      let half = unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      hash = rotate(hash ^ (UInt64(half) &* prime1), 23) &* prime2 &+ prime3
      offset += 4
    }
    while offset < bytes.count {
      hash = unsafe rotate(hash ^ (UInt64(bytes[offset]) &* prime5), 11) &* prime1
      offset += 1
    }
  }

  @inline(__always) private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }

  @inline(__always) private static func rotate(_ value: UInt64, _ by: UInt64) -> UInt64 {
    (value &<< by) | (value &>> (64 &- by))
  }
}

@inline(__always) private func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
  // The callers stay within whole stripes of `bytes`.
  unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}
