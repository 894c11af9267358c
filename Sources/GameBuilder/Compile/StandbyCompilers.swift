import Synchronization

/// The compilers that wait for the next build. Any thread.
final class StandbyCompilers: Sendable {
  /// One for each processor, but no more than four: each takes memory.
  static let count = min(BuildRun.processorCount, 4)

  /// File descriptors that they hold: each has both ends of its input, its output and its process; and all of them are
  /// waited for with two more.
  static let maxDescriptors = 4 * count + 2 + WarmCompilers.maxDescriptors

  /// Nil if compilers never do a part of the work ahead.
  let warm: WarmCompilers?
  private let waiting = Mutex<[StandbyCompiler]>([])

  init(warm: WarmCompilers? = nil) { self.warm = warm }

  func prepare(_ frontend: String, in folder: String) {
    waiting.withLock { waiting in
      waiting.removeAll { !$0.isAlive }
      while waiting.count < Self.count, let next = StandbyCompiler(frontend, in: folder) {
        waiting.append(next)
      }
    }
  }

  func take() -> StandbyCompiler? { waiting.withLock { $0.popLast() } }

  /// Ends them.
  func end() async {
    waiting.withLock { $0 = [] }
    await warm?.end()
  }
}
