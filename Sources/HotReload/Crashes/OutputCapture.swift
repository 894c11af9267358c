import Foundation
import Glibc
import HostSystem
import Synchronization
import SystemPackage

/// Captures everything that is printed while the game runs: `print` in the game, the Swift runtime's message before a
/// trap. On the terminal it would damage the picture, so it is logged line by line.
///
/// The renderer writes to the terminal through its own descriptor.
public final class OutputCapture: GameOutput {
  /// Swift's message may be followed by a stack trace.
  private static let maxLines = 200

  private let standardOutput: Int32
  private let standardError: Int32
  private let reading: OwnedDescriptor
  /// Nil once it has replaced the standard streams.
  private let writing: Mutex<OwnedDescriptor?>
  private let onLine: @Sendable (String) -> Void
  private let forwards: Bool
  private let ended = Latch()
  /// Locked while the pipe is read, so that output is either in the pipe or in the lines.
  private let state = Mutex(State())

  private struct State {
    var pending: [UInt8] = []
    var last: [String] = []
  }

  /// Nothing can be captured.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// Captures nothing before `begin`.
  /// - Parameters:
  ///   - forwards: whether output is also written to the original standard error.
  ///   - onLine: called on the capture's own thread.
  public init(forwards: Bool, onLine: @escaping @Sendable (String) -> Void) throws {
    self.forwards = forwards
    self.onLine = onLine
    do throws(Errno) {
      let pipe = try HostPipe()
      reading = pipe.reading
      writing = Mutex(pipe.writing)
    } catch {
      throw Failure(description: "no pipe for the game's output: \(error)")
    }
    standardOutput = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    standardError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
  }

  /// Redirects standard output and error.
  public func begin() throws {
    // Lines must arrive when they are printed, not when a buffer is full. Swift rejects the mutable global `stdout`, so
    // look it up by name.
    if let stream = unsafe dlsym(nil, "stdout") {
      unsafe setvbuf(stream.assumingMemoryBound(to: UnsafeMutablePointer<FILE>.self).pointee, nil, _IOLBF, 0)
    }
    try HostThread("hotloop.output") { [self] in read() }
    writing.withLock { writing in
      guard let writing = writing.take() else { return }
      dup2(writing.number, STDOUT_FILENO)
      dup2(writing.number, STDERR_FILENO)
    }
    // If the game closed one, the next file that is opened would be what is printed to.
    for stream in 0...2 as ClosedRange<Int32> { HeldDescriptors.note(stream) }
  }

  /// Restores the standard streams, after the remaining output was read.
  public func end() {
    fflush(nil)
    for stream in 0...2 as ClosedRange<Int32> { HeldDescriptors.forget(stream) }
    dup2(standardOutput, STDOUT_FILENO)
    dup2(standardError, STDERR_FILENO)
    // A process that the game started may keep the pipe open for longer.
    ended.wait(timeout: .seconds(1))
    close(standardOutput)
  }

  public func lastLines() -> [String] {
    while true {
      let lines: [String]? = state.withLock { state in
        var waiting: Int32 = 0
        return unsafe ioctl(reading.number, UInt(FIONREAD), &waiting) == 0 && waiting > 0 ? nil : state.last
      }
      if let lines { return lines }
      sched_yield()
    }
  }

  private func read() {
    defer { ended.open() }
    while waitUntilReadable(reading.number) {
      let (lines, isAtEnd) = state.withLock { takeLines(&$0) }
      for line in lines { onLine(line) }
      if isAtEnd { return }
    }
  }

  private func takeLines(_ state: inout State) -> (lines: [String], isAtEnd: Bool) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = unsafe Glibc.read(reading.number, &chunk, chunk.count)
    if count < 0 && errno == EINTR { return ([], false) }
    if forwards && count > 0 { _ = unsafe write(standardError, chunk, count) }
    var lines: [String] = []
    if count > 0 { state.pending += chunk[..<count] }
    while let end = state.pending.firstIndex(of: UInt8(ascii: "\n")) {
      let line = state.pending[..<end]
      let isCRLF = line.last == UInt8(ascii: "\r")
      lines.append(String(decoding: isCRLF ? line.dropLast() : line, as: UTF8.self))
      state.pending.removeSubrange(...end)
    }
    // The last message may lack a line break. Output without any line break must not grow without limit.
    if !state.pending.isEmpty && (count <= 0 || state.pending.count > 64 * 1024) {
      lines.append(String(decoding: state.pending, as: UTF8.self))
      state.pending = []
    }
    state.last = (state.last + lines).suffix(Self.maxLines)
    return (lines, count <= 0)
  }
}
