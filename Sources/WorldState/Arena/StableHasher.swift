import CXXHash

/// XXH64 with seed 0: a fast hash that is the same on every run and machine. Layout hashes, snapshot files and recordings
/// contain it, so its values must not change. Not for use against an adversary.
public struct StableHasher {
  private var state = xxhash64_begin()

  /// The hash of one run of bytes.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = StableHasher()
    unsafe hasher.combine(bytes)
    return hasher.finish()
  }

  /// The hash of several arrays, as if they were one.
  public static func hash(of parts: [UInt8]...) -> UInt64 {
    var hasher = StableHasher()
    for part in parts { unsafe part.withUnsafeBytes { unsafe hasher.combine($0) } }
    return hasher.finish()
  }

  /// Adds bytes. Where a run is split makes no difference to the hash.
  mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    unsafe xxhash64_add(&state, bytes.baseAddress, bytes.count)
  }

  /// The hash of all bytes added so far.
  func finish() -> UInt64 {
    unsafe withUnsafePointer(to: state) { unsafe xxhash64_finish($0) }
  }
}
