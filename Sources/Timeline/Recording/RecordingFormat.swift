import WorldState

/// The format of a recording; all numbers are little-endian:
///
///      0  8 bytes  "HOTLRECD"
///      8  u32      format: 1
///     12  u32      zero
///     16           blocks, appended during the run
///
/// A block is one entry:
///
///      0  u32      kind
///      4  u32      bytes of the content
///      8  u64      XXH64 of the last checksum of the block before (zero for the first), kind and size
///     16  u64      XXH64 of the number before and the content
///     24           the content: see `RecordingEntry.encoded`
///
/// So a change of any byte is found, and a file that ends within a block has lost only that block.
enum RecordingFormat {
  static let magic = Array("HOTLRECD".utf8)
  static let version: UInt32 = 1
  static let headerSize = 16
  static let blockHeaderSize = 24

  static var header: [UInt8] {
    var bytes = magic
    bytes.append(integer: version)
    bytes.append(integer: UInt32(0))
    return bytes
  }
}

/// The header of a block.
struct BlockHeader {
  var kind: UInt32
  var size: UInt32
  var headerSum: UInt64
  var contentSum: UInt64

  /// - Parameter last: the content's checksum in the block before; 0 for the first block.
  init(kind: UInt32, content: [UInt8], after last: UInt64) {
    self.kind = kind
    size = UInt32(content.count)
    headerSum = Self.headerSum(kind, size, after: last)
    contentSum = Self.contentSum(content, after: headerSum)
  }

  /// - Returns: nil if the header was changed.
  init?(_ bytes: [UInt8], after last: UInt64) {
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
    }
    kind = UInt32(number(0, 4))
    size = UInt32(number(4, 4))
    headerSum = number(8, 8)
    contentSum = number(16, 8)
    guard headerSum == Self.headerSum(kind, size, after: last) else { return nil }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(integer: kind)
    bytes.append(integer: size)
    bytes.append(integer: headerSum)
    bytes.append(integer: contentSum)
    return bytes
  }

  func isOf(_ content: [UInt8]) -> Bool { contentSum == Self.contentSum(content, after: headerSum) }

  private static func headerSum(_ kind: UInt32, _ size: UInt32, after last: UInt64) -> UInt64 {
    var bytes: [UInt8] = []
    bytes.append(integer: last)
    bytes.append(integer: kind)
    bytes.append(integer: size)
    return StableHasher.hash(of: bytes)
  }

  private static func contentSum(_ content: [UInt8], after sum: UInt64) -> UInt64 {
    var start: [UInt8] = []
    start.append(integer: sum)
    return StableHasher.hash(of: start, content)
  }
}
