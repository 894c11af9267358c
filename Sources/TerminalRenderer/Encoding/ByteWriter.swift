import Glibc

/// The writable end of a `ByteBuffer`, as a value that the encoder passes inout. Copies share their memory: only the newest
/// may be used.
// Safe: `append` reserves capacity; callers of `put` have called `reserve`.
@safe struct ByteWriter {
  /// The maximum size of one cell or one cursor movement, with attributes.
  static let maxCellBytes = 96

  private var memory: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int
  /// The numbers 0...255 in decimal: up to three digits from the lowest byte on, and their count in the top byte.
  private let decimals: UnsafePointer<UInt32>

  init(capacity: Int) {
    self.capacity = capacity
    unsafe memory = .allocate(capacity: capacity)
    unsafe decimals = ByteWriter.decimals
  }

  var start: UnsafePointer<UInt8> { unsafe UnsafePointer(memory) }

  func deallocate() { unsafe memory.deallocate() }

  mutating func removeAll() { count = 0 }

  /// Reserves capacity for `more` bytes.
  mutating func reserve(_ more: Int) {
    if capacity &- count < more { grow(more) }
  }

  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: memory, count: count)
    unsafe memory.deallocate()
    unsafe memory = moved
    capacity = larger
  }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    put(byte)
  }

  mutating func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe (memory + count).update(from: text.utf8Start, count: length)
    count &+= length
  }

  /// Inserts text at an index.
  mutating func insert(_ text: StaticString, at index: Int) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe memmove(memory + index + length, memory + index, count - index)
    unsafe (memory + index).update(from: text.utf8Start, count: length)
    count &+= length
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    unsafe memory[count] = byte
    count &+= 1
  }

  /// The same byte up to eight times. Needs capacity for eight.
  @inline(__always)
  mutating func put(_ byte: UInt8, times: Int) {
    let eight = UInt64(byte) &* 0x0101_0101_0101_0101
    unsafe UnsafeMutableRawPointer(memory + count).storeBytes(of: eight, as: UInt64.self)
    count &+= times
  }

  /// Three bytes at once. Needs capacity for four.
  @inline(__always)
  mutating func put(three bytes: UInt32) {
    unsafe UnsafeMutableRawPointer(memory + count).storeBytes(of: bytes, as: UInt32.self)
    count &+= 3
  }

  /// `ESC [`
  mutating func putCSI() {
    put(0x1B)
    put(0x5B)
  }

  /// A number from 0 to 255 in decimal. Needs capacity for four bytes.
  mutating func put(byteDecimal value: Int) {
    let digits = unsafe decimals[value]
    unsafe UnsafeMutableRawPointer(memory + count).storeBytes(of: digits, as: UInt32.self)
    count &+= Int(digits >> 24)
  }

  /// A number from 0 to 9999 in decimal.
  mutating func put(decimal value: Int) {
    if value < 256 {
      put(byteDecimal: value)
      return
    }
    if value >= 1000 { put(UInt8(truncatingIfNeeded: 48 &+ value / 1000)) }
    put(UInt8(truncatingIfNeeded: 48 &+ value / 100 % 10))
    put(UInt8(truncatingIfNeeded: 48 &+ value / 10 % 10))
    put(UInt8(truncatingIfNeeded: 48 &+ value % 10))
  }

  /// A Unicode scalar in UTF-8.
  mutating func put(scalar value: UInt32) {
    if value < 0x80 {
      put(UInt8(truncatingIfNeeded: value))
      return
    }
    if value < 0x800 {
      put(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
    } else {
      if value < 0x10000 {
        put(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
      } else {
        put(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
        put(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
      }
      put(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
    }
    put(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
  }

  /// The size of the scalar in UTF-8, in bytes.
  static func length(ofScalar value: UInt32) -> Int {
    value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4
  }

  /// The number of decimal digits, for numbers below 10,000.
  static func length(ofDecimal value: Int) -> Int {
    value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4
  }

  /// Never freed, and never changed after its initialisation: any thread may read it.
  private nonisolated(unsafe) static let decimals: UnsafePointer<UInt32> = {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    for value in 0..<256 {
      var entry: UInt32 = 0
      for (position, digit) in String(value).utf8.enumerated() {
        entry |= UInt32(digit) << UInt32(8 * position)
      }
      unsafe table[value] = entry | UInt32(length(ofDecimal: value)) << 24
    }
    return unsafe UnsafePointer(table)
  }()
}
