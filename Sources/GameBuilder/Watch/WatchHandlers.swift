/// What a ``SourceWatcher`` calls, on its thread, one call at a time. During a call, reports wait in the kernel.
public struct WatchHandlers: Sendable {
  let onOpening: @Sendable (String) -> Void
  let onBurst: @Sendable (SourceBurst) -> Void

  /// - Parameters:
  ///   - onOpening: receives the path of a source file that a program, probably an editor, has opened.
  ///   - onBurst: receives what was saved.
  public init(
    onOpening: @escaping @Sendable (String) -> Void = { _ in },
    onBurst: @escaping @Sendable (SourceBurst) -> Void
  ) {
    self.onOpening = onOpening
    self.onBurst = onBurst
  }
}
