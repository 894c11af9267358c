import WorldState

/// The encoding of keyframes. Only the pages that differ from the keyframe before are stored:
///
///     u64  position
///     u8   whether it is a cut
///     u64  bytes of the world
///     u32  n, and n numbers (u32) of pages of 4096 bytes
///     ...  zlib of these pages, each combined with the same page of the keyframe before by exclusive or
///
/// What a world does not have counts as zeros.
struct KeyframeCoder {
  private static let pageSize = PagePool.pageSize
  private var last: [UInt8] = []

  mutating func encode(_ keyframe: RecordedKeyframe) throws(RecordingError) -> [UInt8] {
    let world = keyframe.world
    var pages: [UInt32] = []
    var content: [UInt8] = []
    for start in stride(from: 0, to: world.count, by: Self.pageSize) {
      let end = min(start + Self.pageSize, world.count)
      if end <= last.count, world[start..<end] == last[start..<end] { continue }
      pages.append(UInt32(start / Self.pageSize))
      content += world[start..<end]
      combine(&content, from: content.count - (end - start), with: start)
    }
    var bytes: [UInt8] = []
    bytes.append(integer: UInt64(keyframe.position))
    bytes.append(keyframe.isCut ? 1 : 0)
    bytes.append(integer: UInt64(world.count))
    bytes.append(integer: UInt32(pages.count))
    for page in pages { bytes.append(integer: page) }
    bytes += try Deflate.compress(content)
    last = world
    return bytes
  }

  mutating func decode(_ reader: inout BlockReader) throws(MalformedBlock) -> RecordedKeyframe {
    let (position, isCut, size) = (try reader.number(), try reader.flag(), try reader.number())
    guard size <= Int(Int32.max) else { throw reader.malformed("a world is too large") }
    let count = try Int(reader.integer(UInt32.self))
    var ranges: [Range<Int>] = []
    for _ in 0..<count {
      let start = try Int(reader.integer(UInt32.self)) * Self.pageSize
      guard start < size, start >= ranges.last?.upperBound ?? 0 else {
        throw reader.malformed("a page is outside the world")
      }
      ranges.append(start..<min(start + Self.pageSize, size))
    }
    // The pages come first in memory: an absurd size of the world must not use any.
    guard var content = Deflate.expand(try reader.rest(), to: ranges.reduce(0) { $0 + $1.count }) else {
      throw reader.malformed("a world cannot be expanded")
    }
    let known = min(last.count, size)
    let new = ranges.reduce(0) { $0 + $1.clamped(to: known..<size).count }
    guard new == size - known else { throw reader.malformed("pages of a world are missing") }
    var world = Array(last[..<known]) + repeatElement(0, count: size - known)
    var offset = 0
    for range in ranges {
      combine(&content, from: offset, with: range.lowerBound, count: range.count)
      world.replaceSubrange(range, with: content[offset..<offset + range.count])
      offset += range.count
    }
    last = world
    return RecordedKeyframe(position: position, isCut: isCut, world: world)
  }

  /// Combines bytes with those of the last world.
  private func combine(_ bytes: inout [UInt8], from start: Int, with offset: Int, count: Int? = nil) {
    let count = min(count ?? bytes.count - start, last.count - offset)
    guard count > 0 else { return }
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      unsafe last.withUnsafeBufferPointer { last in
        for index in 0..<count { unsafe bytes[start + index] ^= last[offset + index] }
      }
    }
  }
}
