import Foundation
import Glibc

/// Takes what is printed while the terminal is ours: `print` in the game, the Swift runtime's last words before a
/// trap. It would ruin the picture, so it goes to the log, line by line.
///
/// The terminal itself is written to through a descriptor of its own.
final class OutputCapture {
  private let standardOutput: Int32
  private let standardError: Int32

  /// - Parameter onLine: called on a thread of the capture's own.
  init(onLine: @escaping @Sendable (String) -> Void) throws {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw Refusal("no pipe for the game's output: errno \(errno)") }
    let (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
    standardOutput = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    standardError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    // A line is to be seen when it is printed, not when a buffer is full.
    // Swift refuses the variable `stdout`, because anybody might set it; so it is read by its name.
    if let stream = unsafe dlsym(nil, "stdout") {
      unsafe setvbuf(stream.assumingMemoryBound(to: UnsafeMutablePointer<FILE>.self).pointee, nil, _IOLBF, 0)
    }
    dup2(writing, STDOUT_FILENO)
    dup2(writing, STDERR_FILENO)
    close(writing)
    let thread = Thread { Self.read(reading, onLine) }
    thread.name = "hotloop.output"
    thread.start()
  }

  /// Gives standard output and error back. The reading thread ends with the last of what was printed.
  func end() {
    fflush(nil)
    dup2(standardOutput, STDOUT_FILENO)
    dup2(standardError, STDERR_FILENO)
    close(standardOutput)
    close(standardError)
  }

  private static func read(_ descriptor: Int32, _ onLine: (String) -> Void) {
    defer { close(descriptor) }
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      pending += chunk[..<count]
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        onLine(String(decoding: pending[..<end], as: UTF8.self))
        pending.removeSubrange(...end)
      }
      // Something without line breaks must not grow for ever.
      if pending.count > 64 * 1024 { pending.removeAll() }
    }
    if !pending.isEmpty { onLine(String(decoding: pending, as: UTF8.self)) }
  }
}
