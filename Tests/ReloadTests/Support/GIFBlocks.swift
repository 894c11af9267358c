import Foundation

/// What a GIF image says about itself, read from its blocks. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
struct GIFBlocks {
  private(set) var width = 0
  private(set) var height = 0
  /// Of each frame (1/100 s).
  private(set) var delays: [Int] = []
  /// The number of frames; 0 for ever; nil if it is shown once.
  private(set) var loops: Int?
  private(set) var frames = 0

  private let bytes: [UInt8]
  private var position = 0

  init(_ data: Data) throws {
    bytes = Array(data)
    guard String(decoding: bytes.prefix(6), as: UTF8.self) == "GIF89a", bytes.count > 13 else {
      throw TestFailure("not a GIF of 1989")
    }
    (width, height) = (word(6), word(8))
    position = 13 + colors(bytes[10])
    while try readBlock() {}
  }

  private func word(_ index: Int) -> Int { Int(bytes[index]) | Int(bytes[index + 1]) << 8 }

  /// The bytes of a colour table.
  private func colors(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }

  /// - Returns: false at the end.
  private mutating func readBlock() throws -> Bool {
    guard position + 11 < bytes.count || bytes[position...] == [0x3B] else {
      throw TestFailure("a block is cut off at byte \(position)")
    }
    switch (bytes[position], bytes[position + 1 < bytes.count ? position + 1 : position]) {
    case (0x3B, _): return false
    case (0x2C, _):
      frames += 1
      // The descriptor, the colours, and the size of codes.
      position += 10 + colors(bytes[position + 9]) + 1
    case (0x21, 0xF9):
      delays.append(word(position + 4))
      position += 2
    case (0x21, 0xFF):
      if String(decoding: bytes[position + 3..<position + 14], as: UTF8.self) == "NETSCAPE2.0" {
        loops = word(position + 16)
      }
      position += 2
    case (0x21, _): position += 2
    case (let kind, _): throw TestFailure("a block of kind \(kind) at byte \(position)")
    }
    try skipData()
    return true
  }

  /// Skips parts of at most 255 bytes, up to the empty one.
  private mutating func skipData() throws {
    while position < bytes.count, bytes[position] != 0 { position += Int(bytes[position]) + 1 }
    position += 1
    if position >= bytes.count { throw TestFailure("the end is missing") }
  }
}
