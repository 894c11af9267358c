import Glibc
import Synchronization

/// Restores the terminal from the handler of a fatal signal.
///
/// The bytes and modes are prepared in memory that is never freed while it is published. The restore itself uses atomics,
/// write(2), poll(2) and tcsetattr(3), which are all async-signal-safe.
enum FatalRestore {
  // In raw memory, because a signal handler must not count references.
  @unsafe private struct Record {
    var descriptor: Int32
    var mode: termios
    var bytes: UnsafeMutablePointer<UInt8>
    var count: Int
  }

  private static let published = Atomic<UInt>(0)
  private static let run = Atomic<Bool>(false)
  private static let observer = Mutex<(@Sendable ([UInt8]) -> Void)?>(nil)

  /// Registers an observer of the bytes that restore the terminal. It is called whenever they change, on the thread that
  /// changes them, with no bytes when there is nothing to restore.
  static func observe(_ observer: @escaping @Sendable ([UInt8]) -> Void) {
    self.observer.withLock { $0 = observer }
  }

  /// Whether `perform` has restored the terminal: nothing may be written to it any more.
  static var hasRun: Bool { run.load(ordering: .relaxed) }

  /// Publishes a restore in place of the one before. The old record (a few hundred bytes) is leaked on purpose: a handler
  /// on another thread may be reading it.
  static func publish(descriptor: Int32, mode: termios, bytes: [UInt8]) {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    for index in bytes.indices { unsafe copy[index] = bytes[index] }
    let record = UnsafeMutablePointer<Record>.allocate(capacity: 1)
    unsafe record.initialize(
      to: Record(descriptor: descriptor, mode: mode, bytes: copy, count: bytes.count))
    run.store(false, ordering: .relaxed)
    published.store(UInt(bitPattern: record), ordering: .releasing)
    observer.withLock { $0 }?(bytes)
  }

  /// Removes the restore: there is nothing to restore any more.
  static func withdraw() {
    published.store(0, ordering: .releasing)
    observer.withLock { $0 }?([])
  }

  /// Restores the terminal. Async-signal-safe, at most about 200 ms. A second call has no effect.
  static func perform() {
    let address = published.exchange(0, ordering: .acquiring)
    guard let record = unsafe UnsafeMutablePointer<Record>(bitPattern: address) else { return }
    run.store(true, ordering: .relaxed)
    var position = 0
    var attempts = 10
    while unsafe position < record.pointee.count, attempts > 0 {
      let accepted = unsafe write(
        record.pointee.descriptor, record.pointee.bytes + position, record.pointee.count - position)
      if accepted > 0 {
        position += accepted
        continue
      }
      if accepted < 0, errno != EAGAIN, errno != EINTR { break }
      var wait = unsafe pollfd(fd: record.pointee.descriptor, events: Int16(POLLOUT), revents: 0)
      unsafe poll(&wait, 1, 20)
      attempts -= 1
    }
    unsafe tcsetattr(record.pointee.descriptor, TCSANOW, &record.pointee.mode)
  }
}
