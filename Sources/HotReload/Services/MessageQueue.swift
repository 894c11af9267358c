import CGameABI

/// The messages that wait in one direction, oldest first. A value; its owner locks.
struct MessageQueue: Sendable {
  struct Message: Sendable {
    /// A hash of its layout.
    let layout: UInt64
    let bytes: [UInt8]
  }

  static let maxCount = Int(HOTLOOP_MAX_WAITING_MESSAGES)
  static let maxBytes = Int(HOTLOOP_MAX_WAITING_BYTES)

  private var messages: [Message] = []
  /// Messages at the beginning of `messages` that were taken.
  private var taken = 0
  private(set) var byteCount = 0

  var count: Int { messages.count - taken }
  var isEmpty: Bool { count == 0 }

  /// - Returns: false if too many wait already.
  mutating func append(_ message: Message) -> Bool {
    guard count < Self.maxCount, byteCount + message.bytes.count <= Self.maxBytes else { return false }
    messages.append(message)
    byteCount += message.bytes.count
    return true
  }

  mutating func takeFirst() -> Message? {
    guard !isEmpty else { return nil }
    let message = messages[taken]
    taken += 1
    byteCount -= message.bytes.count
    if taken > messages.count / 2 {
      messages.removeFirst(taken)
      taken = 0
    }
    return message
  }

  mutating func takeAll() -> ArraySlice<Message> {
    defer { self = MessageQueue() }
    return messages[taken...]
  }
}
