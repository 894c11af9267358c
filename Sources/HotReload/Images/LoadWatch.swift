import HostSystem

/// Watches code that the dynamic loader runs. It cannot be interrupted, because the loader holds its lock meanwhile: all that
/// helps is another process.
struct LoadWatch {
  private let hasEnded = Latch()

  /// - Parameters:
  ///   - limit: the time it may take; nil for any time.
  ///   - onHang: called after that, on another thread. Nil watches nothing.
  init(limit: Duration?, onHang: (@Sendable () -> Void)?) {
    guard let limit, let onHang else { return }
    // Without a thread, the loader is not watched.
    _ = try? HostThread("hotloop.load") { [hasEnded] in
      while !hasEnded.wait(timeout: limit) {
        if !isDebuggerAttached { return onHang() }
      }
    }
  }

  func end() { hasEnded.open() }
}
