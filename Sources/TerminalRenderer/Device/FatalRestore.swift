import Glibc
import Synchronization

/// What a dying process needs to give the terminal back, ready to be used from a signal handler.
///
/// Everything is computed beforehand into memory that is never freed while it is published; the restore itself is
/// atomics, write(2), poll(2) and tcsetattr(3), which are all async-signal-safe.
enum FatalRestore {
  // Raw memory, because a signal handler may not take part in reference counting.
  @unsafe private struct Record {
    var descriptor: Int32
    var mode: termios
    var bytes: UnsafeMutablePointer<UInt8>
    var count: Int
  }

  private static let published = Atomic<UInt>(0)
  private static let run = Atomic<Bool>(false)
  private static let observer = Mutex<(@Sendable ([UInt8]) -> Void)?>(nil)

  /// Has somebody told of the bytes that give the terminal back whenever they change; none where there is nothing to
  /// give back. Called on the presenter's thread.
  static func observe(_ observer: @escaping @Sendable ([UInt8]) -> Void) {
    self.observer.withLock { $0 = observer }
  }

  /// Whether the terminal was given back by a fatal error: nothing may be written to it any more.
  static var hasRun: Bool { run.load(ordering: .relaxed) }

  /// Makes the restore known, in place of the one before. The old record is leaked on purpose (a few hundred
  /// bytes): a handler on another thread may be reading it.
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

  /// There is nothing to give back any more.
  static func withdraw() {
    published.store(0, ordering: .releasing)
    observer.withLock { $0 }?([])
  }

  /// Async-signal-safe, at most about 200 ms; the second call does nothing.
  static func perform() {
    let address = published.exchange(0, ordering: .acquiring)
    guard let record = unsafe UnsafeMutablePointer<Record>(bitPattern: address) else { return }
    run.store(true, ordering: .relaxed)
    var position = 0
    var patience = 10
    while unsafe position < record.pointee.count, patience > 0 {
      let accepted = unsafe write(
        record.pointee.descriptor, record.pointee.bytes + position, record.pointee.count - position)
      if accepted > 0 {
        position += accepted
        continue
      }
      if accepted < 0, errno != EAGAIN, errno != EINTR { break }
      var wait = unsafe pollfd(fd: record.pointee.descriptor, events: Int16(POLLOUT), revents: 0)
      unsafe poll(&wait, 1, 20)
      patience -= 1
    }
    unsafe tcsetattr(record.pointee.descriptor, TCSANOW, &record.pointee.mode)
  }
}
