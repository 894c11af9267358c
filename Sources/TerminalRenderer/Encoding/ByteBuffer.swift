/// Bytes on their way to the terminal. Keeps its room from frame to frame. For one thread.
final class ByteBuffer {
  /// Taken out as a value while a frame is encoded: a class's fields are checked for exclusive access each time,
  /// which would cost more than the bytes.
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
