import Glibc
import HostSystem
import Synchronization

/// A process that waits for the path of an image, loads it, and dies of it if need be. This file makes the system
/// calls: `socketpair`, `poll`, `waitpid`.
///
/// Any thread. ``ask(_:seconds:)`` is called once.
final class LoadCheckProcess: Sendable {
  /// Nil once it has been waited for: then the number may be another process's.
  private let pid: Mutex<pid_t?>
  /// Our end of its standard input.
  private let socket: Int32
  /// Takes its standard error. Writing to it never waits: what does not fit is lost.
  private let errors: Int32

  /// Nil where the machine has no room for it.
  init?(program: String, arguments: [String]) {
    guard let talk = Self.socketPair() else { return nil }
    guard let errors = Self.socketPair(SOCK_NONBLOCK) else {
      close(talk.ours)
      close(talk.theirs)
      return nil
    }
    let child = Self.spawn(program, arguments, input: talk.theirs, errors: errors.theirs)
    close(talk.theirs)
    close(errors.theirs)
    guard let child else {
      close(talk.ours)
      close(errors.ours)
      return nil
    }
    socket = talk.ours
    self.errors = errors.ours
    pid = Mutex(child)
  }

  deinit {
    end()
    _ = waitForEnd()
    close(socket)
    close(errors)
  }

  private static func socketPair(_ flag: __socket_type? = nil) -> (ours: Int32, theirs: Int32)? {
    var ends: [Int32] = [-1, -1]
    let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | (flag?.rawValue ?? 0)
    return unsafe socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 ? (ends[0], ends[1]) : nil
  }

  private static func spawn(
    _ program: String, _ arguments: [String], input: Int32, errors: Int32
  ) -> pid_t? {
    var launch = ProcessLaunch(program, arguments: [program] + arguments)
    launch.descriptors = [(STDIN_FILENO, input), (STDERR_FILENO, errors)]
    launch.nullStreams = [STDOUT_FILENO]
    // The host's ignored signals are not for this process.
    launch.resetsSignals = true
    launch.environment = [LastWords.environment]
    return try? launch.start()
  }

  /// Has it load the image at `path`. Waits for the end of that, `seconds` at most.
  func ask(_ path: String, seconds: Double) -> LoadVerdict {
    let line = Array((path + "\n").utf8)
    guard unsafe send(socket, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else { return .unknown }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var stage = LoadVerdict.Stage.constructors
    while true {
      guard let answer = readAnswer(until: deadline) else { break }
      if answer == LoadCheckProgram.constructorsRan {
        stage = .entry
      } else {
        return .harmless
      }
    }
    let isLate = ContinuousClock.now >= deadline
    if isLate { end() }
    switch waitForEnd() {
    case .signalled(SIGKILL): return isLate ? .hung(seconds: seconds, stage) : .unknown
    case .signalled(let signal):
      return .crashed(signal: signal, stage, said: LastWords.summary(of: printed, image: path))
    case .exited(let status): return .exited(status: status, stage)
    case nil: return .unknown
    }
  }

  /// Ends it; an `ask` under way gives ``LoadVerdict/unknown``.
  func end() {
    pid.withLock { pid in
      if let pid { kill(pid, SIGKILL) }
    }
  }

  /// One byte; nil at the end of the stream or of the time.
  private func readAnswer(until deadline: ContinuousClock.Instant) -> UInt8? {
    while true {
      let left = (deadline - ContinuousClock.now).components
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&poller, 1, Int32(max(0, milliseconds + 1)))
      if ready < 0 && errno == EINTR { continue }
      var byte: UInt8 = 0
      let count = unsafe ready > 0 ? read(socket, &byte, 1) : 0
      return count == 1 ? byte : nil
    }
  }

  /// What is on its standard error.
  private var printed: String {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = unsafe max(0, read(errors, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Nil if it was waited for before.
  private func waitForEnd() -> ProcessEnd? {
    guard let child = pid.withLock({ $0 }) else { return nil }
    // The number stays this process's until it is given up under the lock.
    var info = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return pid.withLock { pid in
      guard pid != nil else { return nil }
      pid = nil
      var status: Int32 = 0
      guard unsafe waitpid(child, &status, 0) == child else { return nil }
      return ProcessEnd(waitStatus: status)
    }
  }
}
