import Synchronization

/// The texts of source files that builds have read lately, by their content: the running code may be older than the files. Any thread.
final class SourceTexts: Sendable {
  private struct State {
    var texts: [ContentHash: [UInt8]] = [:]
    /// The oldest first.
    var order: [ContentHash] = []
    var bytes = 0
  }

  /// What is kept at most.
  private static let maxBytes = 64 << 20

  private let state = Mutex(State())

  func note(_ text: [UInt8], _ content: ContentHash) {
    state.withLock { state in
      guard state.texts.updateValue(text, forKey: content) == nil else { return }
      state.order.append(content)
      state.bytes += text.count
      while state.bytes > Self.maxBytes, let oldest = state.order.first {
        state.order.removeFirst()
        state.bytes -= state.texts.removeValue(forKey: oldest)?.count ?? 0
      }
    }
  }

  /// Nil if it was not read by this process, or long ago.
  func text(of content: ContentHash) -> [UInt8]? { state.withLock { $0.texts[content] } }
}
