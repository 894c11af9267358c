/// A 128-bit hash of bytes, to tell whether two contents are the same. Not for secrets: it keeps accidents apart,
/// not attackers. The same on every run and machine, so that it can name files.
///
/// Two lanes of the multiply-and-fold mixing of wyhash (Wang Yi, public domain).
public struct ContentHash: Hashable, Sendable, Codable {
  private var high: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var low: UInt64 = 0xD1B5_4A32_D192_ED03

  public init() {}

  /// The hash of one run of bytes.
  public init(of bytes: [UInt8]) {
    self.init()
    combine(bytes)
  }

  /// The hash of a text's UTF-8.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// Adds bytes and their number, so that `ab` + `c` differs from `a` + `bc`.
  public mutating func combine(_ bytes: [UInt8]) {
    mix(UInt64(bytes.count))
    unsafe bytes.withUnsafeBytes { buffer in
      // Whole words are read as they lie in memory; the rest byte by byte.
      var offset = 0
      while offset + 8 <= buffer.count {
        mix(unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
      }
      var tail: UInt64 = 0
      while offset < buffer.count {
        tail = tail << 8 | UInt64(unsafe buffer[offset])
        offset += 1
      }
      mix(tail)
    }
  }

  /// Adds a text's UTF-8.
  public mutating func combine(_ text: String) {
    combine(Array(text.utf8))
  }

  /// Adds another hash.
  public mutating func combine(_ other: ContentHash) {
    mix(other.high)
    mix(other.low)
  }

  private mutating func mix(_ word: UInt64) {
    let first = (high ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    let second = (low &+ word).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB | 1)
    high = first.high ^ first.low ^ (low &<< 23 | low &>> 41)
    low = second.high ^ second.low ^ high
  }

  /// 32 hexadecimal digits.
  public var hexadecimal: String {
    ContentHash.hexadecimal(high) + ContentHash.hexadecimal(low)
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
