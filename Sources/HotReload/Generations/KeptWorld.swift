import Dispatch
import Glibc
import Synchronization
import WorldState

/// A world that was left, whole and as it was at that moment.
///
/// A small one is copied at once. A large one is copied, and its memory given back, on a thread of its own, so that the
/// loop does not wait for either. The loop's thread.
final class KeptWorld: Sendable {
  /// All of them use one thread: copies in turn leave the loop more of the memory's speed.
  private static let thread = BackgroundThread(name: "hotloop.kept-worlds")
  /// Of the world that was discarded last, for the next.
  private static let spare = Mutex<CaptureMemory?>(nil)
  /// Microseconds.
  private static let delay: UInt32 = 4000
  /// Bytes from which a copy on another thread is worth it.
  private static let leastAside = 1 << 17

  let byteCount: Int
  private let layout: Layout
  private let content: Mutex<Content>
  private let isCopied = DispatchGroup()

  /// Starts the thread, which takes longer than to hand it a world.
  static func prepare() { _ = thread }

  private enum Content {
    case small(Snapshot)
    case large(WorldCapture)
    case discarded
  }

  /// Keeps the world that the checkpoint holds. Nil if that is no whole world of this layout, or memory ran out.
  init?(of checkpoint: WorldCheckpoint, layout: Layout) {
    self.layout = layout
    byteCount = checkpoint.arena.bytesUsed
    if byteCount < Self.leastAside {
      guard let snapshot = try? Snapshot(of: checkpoint.arena, layout: layout) else { return nil }
      content = Mutex(.small(snapshot))
    } else {
      guard (try? checkpoint.arena.checkHeader(for: layout)) != nil, let memory = Self.memory(for: byteCount),
        let capture = checkpoint.capture(into: memory)
      else { return nil }
      content = Mutex(.large(capture))
      isCopied.enter()
      Self.thread.post { [isCopied] in
        // When the loop's turn is over: within it, the scheduler might let this thread use up a whole slice of the loop's
        // processor.
        usleep(Self.delay)
        capture.run()
        isCopied.leave()
      }
    }
  }

  /// The world. Makes the rest of its copy here, if that is still under way, and copies a large one once more. Nil if the
  /// next reload came before the copy was made.
  func snapshot() throws(SnapshotError) -> Snapshot? {
    switch content.withLock({ $0 }) {
    case .small(let snapshot): return snapshot
    case .large(let capture):
      capture.finish()
      // The other thread may be in the midst of its last page, or the copy was given up.
      if !capture.isComplete { isCopied.wait() }
      let bytes = unsafe capture.withBytes { unsafe $0.map { unsafe Array($0) } }
      guard let bytes else { return nil }
      return try Snapshot(layout: layout, bytes: bytes)
    case .discarded: preconditionFailure("a world that was discarded is asked for")
    }
  }

  /// Gives the memory back, in a while. Nothing may be asked of it any more.
  func discard() {
    // Behind the copy, on its thread: nobody writes there any more. What was spare before goes here too, and not on the
    // loop's thread.
    Self.thread.post { [self] in
      let old = content.withLock { content in
        defer { content = .discarded }
        return content
      }
      guard case .large(let capture) = old else { return }
      // Freed, where there was one before, outside the lock.
      _ = Self.spare.withLock { spare in
        defer { spare = capture.memory }
        return spare
      }
    }
  }

  private static func memory(for byteCount: Int) -> CaptureMemory? {
    let used = spare.withLock { spare -> CaptureMemory? in
      guard let memory = spare, memory.byteCount >= byteCount else { return nil }
      spare = nil
      return memory
    }
    // A world that grows finds room the next time.
    return used ?? CaptureMemory(byteCount: byteCount + byteCount / 8)
  }
}
