import Glibc

/// Consecutive structs in memory: the world struct, or the elements of a pool. `ids` tell which is which.
@safe struct ValueRows {
  let base: UnsafeMutableRawPointer
  let stride: Int
  let ids: [UInt32]
  var count: Int { ids.count }

  /// The world struct has one row, whose id is 0.
  init(world base: UnsafeMutableRawPointer) {
    unsafe self.base = base
    stride = 0
    ids = [0]
  }

  init(_ base: UnsafeMutableRawPointer, stride: Int, ids: [UInt32]) {
    unsafe self.base = base
    self.stride = stride
    self.ids = ids
  }

  /// `length` bytes at `offset` of each row.
  func gather(_ offset: Int, _ length: Int) -> [UInt8] {
    guard length > 0, count > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: length * count) { buffer, size in
      size = length * count
      guard let target = buffer.baseAddress else { return }
      unsafe StridedCopy(
        from: base + offset, to: UnsafeMutableRawPointer(target), fromStride: stride, toStride: length,
        count: count
      ).run(length: length)
    }
  }

  /// The same of one row.
  func bytes(_ offset: Int, _ length: Int, row: Int) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: base + (row * stride + offset), count: length))
  }

  func write(_ bytes: ArraySlice<UInt8>, to offset: Int, row: Int) {
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe memcpy(base + (row * stride + offset), start, source.count)
    }
  }
}

/// Values of some rows: `length` bytes for each id.
struct IdentifiedValues: Sendable {
  var ids: [UInt32]
  var bytes: [UInt8]
  let length: Int

  func bytes(at index: Int) -> ArraySlice<UInt8> { bytes[index * length..<(index + 1) * length] }

  /// The values at some indices.
  func selected(_ indices: [Int]) -> IdentifiedValues {
    if indices.elementsEqual(ids.indices) { return self }
    var some = IdentifiedValues(ids: [], bytes: [], length: length)
    some.ids.reserveCapacity(indices.count)
    some.bytes.reserveCapacity(indices.count * length)
    for index in indices {
      some.ids.append(ids[index])
      some.bytes += bytes(at: index)
    }
    return some
  }

  /// Part of each value.
  func sliced(_ range: Range<Int>) -> IdentifiedValues {
    if range == 0..<length { return self }
    var part = IdentifiedValues(ids: ids, bytes: [], length: range.count)
    for index in ids.indices {
      let start = index * length
      part.bytes += bytes[start + range.lowerBound..<start + range.upperBound]
    }
    return part
  }

  /// Pairs of an index here and a row, for the ids that both have.
  func matches(_ rows: [UInt32]) -> [(index: Int, row: Int)] {
    if ids == rows { return ids.indices.map { ($0, $0) } }
    let indices = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return rows.enumerated().compactMap { row, id in indices[id].map { ($0, row) } }
  }
}
