package import CGameABI

extension Service {
  /// What the host is told about it, valid until the closure returns.
  package func withInfo<Result>(_ body: (UnsafePointer<ServiceInfo>) throws -> Result) rethrows -> Result {
    var info = unsafe ServiceInfo()
    unsafe info.struct_size = UInt32(MemoryLayout<ServiceInfo>.size)
    unsafe info.received_size = MessageBytes.size(of: Received.self)
    unsafe info.sent_size = MessageBytes.size(of: Sent.self)
    unsafe info.received_layout = PlainLayout.of(Received.self).description
    unsafe info.sent_layout = PlainLayout.of(Sent.self).description
    return try unsafe module.withCString { module in
      try unsafe name.withCString { name in
        unsafe info.module = unsafe module
        unsafe info.name = unsafe name
        return try unsafe withUnsafePointer(to: info) { try unsafe body($0) }
      }
    }
  }
}

/// Messages in memory.
package enum MessageBytes {
  /// Of elements in an array; 0 for no messages.
  static func size<Message>(of type: Message.Type) -> UInt32 {
    type == NoMessage.self ? 0 : UInt32(clamping: MemoryLayout<Message>.stride)
  }

  /// The bytes of an element in an array, valid until the closure returns. What is behind the message is zero.
  package static func of<Message: BitwiseCopyable, Result>(
    _ message: Message, _ body: (UnsafeRawPointer) -> Result
  ) -> Result {
    let stride = MemoryLayout<Message>.stride
    return unsafe withUnsafeTemporaryAllocation(
      byteCount: stride, alignment: MemoryLayout<Message>.alignment
    ) { bytes in
      unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
      unsafe bytes.storeBytes(of: message, as: Message.self)
      return unsafe body(UnsafeRawPointer(bytes.baseAddress!))
    }
  }
}
