import Foundation
import Glibc
import HostSystem
import HotReload
import Synchronization
import SystemPackage

/// Takes what is printed while the game runs: `print` in the game, the Swift runtime's last words before a trap. In a
/// terminal it would ruin the picture, so it goes to the log, line by line.
///
/// The terminal itself is written to through a descriptor of its own.
final class OutputCapture: GameOutput {
  private static let linesKept = 50

  private let standardOutput: Int32
  private let standardError: Int32
  private let reading: OwnedDescriptor
  /// Nil once it has become the standard streams.
  private let writing: Mutex<OwnedDescriptor?>
  private let onLine: @Sendable (String) -> Void
  private let passesOn: Bool
  private let ended = Latch()
  /// Held while something is taken out of the pipe, so that who holds it sees either the pipe or the lines.
  private let state = Mutex(State())

  private struct State {
    var pending: [UInt8] = []
    var last: [String] = []
  }

  /// Takes nothing before `begin`.
  /// - Parameters:
  ///   - passesOn: whether it is also written to where standard error went before.
  ///   - onLine: called on a thread of the capture's own.
  init(passesOn: Bool, onLine: @escaping @Sendable (String) -> Void) throws {
    self.passesOn = passesOn
    self.onLine = onLine
    do throws(Errno) {
      let pipe = try HostPipe()
      reading = pipe.reading
      writing = Mutex(pipe.writing)
    } catch {
      throw CommandError("no pipe for the game's output: \(error)")
    }
    standardOutput = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    standardError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
  }

  /// Takes standard output and error.
  func begin() throws {
    // A line is to be seen when it is printed, not when a buffer is full.
    // Swift refuses the variable `stdout`, because anybody might set it; so it is read by its name.
    if let stream = unsafe dlsym(nil, "stdout") {
      unsafe setvbuf(stream.assumingMemoryBound(to: UnsafeMutablePointer<FILE>.self).pointee, nil, _IOLBF, 0)
    }
    try HostThread("hotloop.output") { [self] in read() }
    writing.withLock { writing in
      guard let writing = writing.take() else { return }
      dup2(writing.number, STDOUT_FILENO)
      dup2(writing.number, STDERR_FILENO)
    }
  }

  /// Gives back what `begin` took, when the last of what was printed was taken.
  func end() {
    fflush(nil)
    dup2(standardOutput, STDOUT_FILENO)
    dup2(standardError, STDERR_FILENO)
    // A process that the game started may hold the pipe open for longer.
    ended.wait(timeout: .seconds(1))
    close(standardOutput)
  }

  func lastLines() -> [String] {
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
      let (lines, isOver) = state.withLock { takeLines(&$0) }
      for line in lines { onLine(line) }
      if isOver { return }
    }
  }

  private func takeLines(_ state: inout State) -> (lines: [String], isOver: Bool) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = unsafe Glibc.read(reading.number, &chunk, chunk.count)
    if count < 0 && errno == EINTR { return ([], false) }
    if passesOn && count > 0 { _ = unsafe write(standardError, chunk, count) }
    var lines: [String] = []
    if count > 0 { state.pending += chunk[..<count] }
    while let end = state.pending.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: state.pending[..<end], as: UTF8.self))
      state.pending.removeSubrange(...end)
    }
    // The last words may lack a line break; something else without any must not grow for ever.
    if !state.pending.isEmpty && (count <= 0 || state.pending.count > 64 * 1024) {
      lines.append(String(decoding: state.pending, as: UTF8.self))
      state.pending = []
    }
    state.last = (state.last + lines).suffix(Self.linesKept)
    return (lines, count <= 0)
  }
}
