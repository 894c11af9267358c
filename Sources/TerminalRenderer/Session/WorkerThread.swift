import Glibc

/// A POSIX thread that runs one closure and says when it is done.
final class WorkerThread: Sendable {
  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Readable once the closure has returned.
  private let finished: WakePipe

  /// - Parameter run: handed over to the new thread; what it captures must not be used here any more.
  init(_ run: sending @escaping () -> Void) throws(TerminalError) {
    let finished = try WakePipe()
    self.finished = finished
    let body = Body {
      run()
      finished.signal()
    }
    let box = unsafe Unmanaged.passRetained(body)
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        let body = unsafe Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
        body.run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      unsafe box.release()
      throw .systemCall(unsafe "pthread_create: \(String(cString: strerror(status)))")
    }
    pthread_detach(thread)
  }

  /// Waits for the end of the closure; whether it came in time.
  func waitUntilFinished(milliseconds: Int32) -> Bool { finished.wait(milliseconds: milliseconds) }
}
