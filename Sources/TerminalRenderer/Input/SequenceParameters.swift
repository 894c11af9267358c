/// The numbers of a control sequence: `1;5:3` is [[1], [5, 3]]. Omitted numbers are nil.
struct SequenceParameters: Equatable {
  /// The maximum number of parameters, and of parts of each. The rest is dropped; known sequences have fewer.
  private static let limit = 16

  /// `<`, `=`, `>` or `?` before the numbers.
  private(set) var marker: UInt8?
  /// Bytes 0x20...0x2F before the final byte.
  private(set) var intermediate: UInt8?
  private var values: [[Int?]] = [[nil]]

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): append(digit: Int(byte - UInt8(ascii: "0")))
      case UInt8(ascii: ";"): if values.count < Self.limit { values.append([nil]) }
      case UInt8(ascii: ":"):
        let last = values.count - 1
        if values[last].count < Self.limit { values[last].append(nil) }
      case 0x3C...0x3F: marker = marker ?? byte
      case 0x20...0x2F: intermediate = byte
      default: break
      }
    }
  }

  private mutating func append(digit: Int) {
    let parameter = values.count - 1
    let part = values[parameter].count - 1
    // The cap is above every code point and coordinate and prevents an overflow.
    values[parameter][part] = min((values[parameter][part] ?? 0) * 10 + digit, 10_000_000)
  }

  var count: Int { values.count }

  var isEmpty: Bool { values == [[nil]] && marker == nil && intermediate == nil }

  subscript(parameter: Int, part: Int = 0) -> Int? {
    guard parameter < values.count, part < values[parameter].count else { return nil }
    return values[parameter][part]
  }

  /// The parts of one parameter without the omitted ones.
  func parts(_ parameter: Int) -> [Int] {
    parameter < values.count ? values[parameter].compactMap { $0 } : []
  }
}
