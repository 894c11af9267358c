/// The text of a bracketed paste, up to a limit.
struct PasteBuffer {
  /// Text beyond this size is dropped.
  static let maxBytes = 1_048_576
  private static let end = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  /// The number of bytes of `end` that have arrived.
  private var matched = 0

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Takes a byte. Returns whether the paste ends with it.
  mutating func accept(_ byte: UInt8) -> Bool {
    if byte == PasteBuffer.end[matched] {
      matched += 1
      return matched == PasteBuffer.end.count
    }
    keep(PasteBuffer.end[..<matched])
    matched = 0
    if byte == PasteBuffer.end[0] { matched = 1 } else { keep(CollectionOfOne(byte)) }
    return false
  }

  private mutating func keep(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more.prefix(PasteBuffer.maxBytes - bytes.count))
  }
}
