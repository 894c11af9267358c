import CZlib

/// Compression by zlib.
enum Deflate {
  /// The fastest level: worlds are compressed while the game runs.
  private static let level: Int32 = 1

  static func compress(_ bytes: [UInt8]) throws(RecordingError) -> [UInt8] {
    var status: Int32 = Z_OK
    let packed = unsafe [UInt8](unsafeUninitializedCapacity: Int(compressBound(uLong(bytes.count)))) {
      buffer, count in
      var size = uLong(buffer.count)
      status = unsafe bytes.withUnsafeBufferPointer {
        unsafe compress2(buffer.baseAddress, &size, $0.baseAddress, uLong($0.count), level)
      }
      count = status == Z_OK ? Int(size) : 0
    }
    guard status == Z_OK else { throw .compression(reason: "zlib's error \(status)") }
    return packed
  }

  /// - Returns: nil unless exactly `count` bytes were compressed.
  static func expand(_ bytes: ArraySlice<UInt8>, to count: Int) -> [UInt8]? {
    // zlib does not compress further.
    guard count >= 0, count / 1100 <= bytes.count else { return nil }
    var isComplete = false
    let expanded = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, filled in
      var size = uLong(count)
      let status = unsafe bytes.withUnsafeBufferPointer {
        unsafe uncompress(buffer.baseAddress, &size, $0.baseAddress, uLong($0.count))
      }
      isComplete = status == Z_OK && size == uLong(count)
      filled = isComplete ? count : 0
    }
    return isComplete ? expanded : nil
  }
}
