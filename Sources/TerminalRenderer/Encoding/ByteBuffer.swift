/// Bytes to be written to the terminal. Keeps its capacity from frame to frame. One thread.
final class ByteBuffer {
  /// Copied out while a frame is encoded: each access to a field of a class is checked for exclusivity, which would cost
  /// more than writing the bytes.
  var writer: ByteWriter

  init(capacity: Int = 16_384) { writer = ByteWriter(capacity: capacity) }

  deinit { writer.deallocate() }

  var count: Int { writer.count }
  var start: UnsafePointer<UInt8> { unsafe writer.start }
  var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: writer.start, count: writer.count)) }

  func removeAll() { writer.removeAll() }
  func append(_ text: StaticString) { writer.append(text) }

  func append(_ bytes: [UInt8]) {
    for byte in bytes { writer.append(byte) }
  }
}
