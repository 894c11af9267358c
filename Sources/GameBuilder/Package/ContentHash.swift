import CXXHash

/// A 128-bit hash of bytes (XXH3), to tell whether two contents are the same. It is the same on every run and machine, so
/// it can name files. It keeps accidents apart, not attackers.
public struct ContentHash: Hashable, Sendable, Codable {
  private var high: UInt64
  private var low: UInt64

  /// The hash of nothing, to combine with.
  public init() {
    high = 0
    low = 0
  }

  /// The hash of one run of bytes.
  public init(of bytes: [UInt8]) {
    // The pointer is used during the call only.
    self.init(unsafe bytes.withUnsafeBytes { unsafe xxhash128($0.baseAddress, $0.count) })
  }

  /// The hash of a text's UTF-8.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  private init(_ hash: XXHash128) {
    high = hash.high
    low = hash.low
  }

  /// Adds bytes and their number, so that `ab` + `c` differs from `a` + `bc`.
  public mutating func combine(_ bytes: [UInt8]) {
    let hash = XXHash128(high: high, low: low)
    self = ContentHash(
      unsafe bytes.withUnsafeBytes { unsafe xxhash128_combine(hash, $0.baseAddress, $0.count) })
  }

  /// Adds a text's UTF-8.
  public mutating func combine(_ text: String) {
    combine(Array(text.utf8))
  }

  /// Adds another hash.
  public mutating func combine(_ other: ContentHash) {
    let hash = XXHash128(high: high, low: low)
    self = ContentHash(
      unsafe withUnsafeBytes(of: (other.high, other.low)) {
        unsafe xxhash128_combine(hash, $0.baseAddress, $0.count)
      })
  }

  /// 32 hexadecimal digits, as `xxhsum -H2` prints the hash of a file.
  public var hexadecimal: String {
    ContentHash.hexadecimal(high) + ContentHash.hexadecimal(low)
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
