import Foundation
import Glibc
import HostSystem
import SystemPackage

/// A process of this program that tries one image. It is started in advance and waits for the image.
///
/// Its standard input is the channel to the host, its standard output the memory file with the world, and its standard
/// error receives the output of a crash at load. Calls block and, except for `kill`, are made by one thread at a time.
final class TrialChild: Sendable {
  /// Seconds that a child may take to start, or to symbolize a crash. Generous, because the machine may be busy.
  static let startTimeout = 20.0
  /// Seconds that constructors and the entry function may take.
  static let loadTimeout = 5.0

  private let process: ChildProcess
  private let channel: LineChannel
  /// Neither reads nor the child's writes block: output that does not fit is lost.
  private let errors: OwnedDescriptor

  init(arguments: [String], world: Int32) throws(Errno) {
    let talk = try SocketPair()
    let errors = try SocketPair(nonblocking: true)
    var launch = ProcessLaunch(arguments: ["hotloop"] + arguments)
    launch.descriptors = [
      (STDIN_FILENO, talk.theirs.number), (STDOUT_FILENO, world), (STDERR_FILENO, errors.theirs.number),
    ]
    launch.resetsSignals = true
    launch.startsSession = true
    launch.environment = [CrashOutput.environment, DeterministicHashing.environment]
    process = try ChildProcess(launch)
    channel = LineChannel(owning: talk.ours.release())
    self.errors = errors.ours
  }

  var isAlive: Bool { process.isAlive }

  /// Kills it and everything it started. Any thread, any time.
  func kill() { process.kill() }

  /// Kills it and waits until everything that it holds, such as a port, is free for the host.
  func finish() {
    kill()
    process.wait(timeout: .seconds(1))
  }

  // MARK: Protocol

  /// Loads an image in the child.
  /// - Returns: why the image must not be loaded here; nil if it may.
  /// - Throws: if the child failed before it began.
  func load(_ path: String) throws(TrialFailure) -> LoadFailure? {
    guard channel.send(path) else { throw TrialFailure(end().phrase) }
    var stage: TrialStage?
    while true {
      switch try receive(timeout: stage == nil ? Self.startTimeout : Self.loadTimeout) {
      case .message(.stage(let next)): stage = next
      case .message(.loaded): return nil
      case .message(.unable): return nil
      case .message(.verdict): throw TrialFailure("a verdict came before the job")
      case .end:
        guard let stage else { throw TrialFailure(end().phrase) }
        return LoadFailure(end: end(), stage: stage, printed: CrashOutput.summary(of: printed, image: path))
      case .timeout:
        kill()
        guard let stage else {
          throw TrialFailure("it was not ready within \(Int(Self.startTimeout)) s")
        }
        return .hung(seconds: Self.loadTimeout, stage)
      }
    }
  }

  /// Runs the image that the child has loaded.
  /// - Parameter job: a ``TrialJob``, encoded.
  /// - Throws: if there is no verdict and the game is not at fault.
  func run(_ job: [UInt8], callLimit: Double) throws(TrialFailure) -> TrialVerdict {
    guard channel.send(job) else { throw TrialFailure(end().phrase) }
    var stage: TrialStage?
    while true {
      let timeout = timeout(in: stage, callLimit)
      switch try receive(timeout: timeout) {
      case .message(.stage(let next)): stage = next
      case .message(.unable(let reason)): throw TrialFailure(reason)
      case .message(.verdict(let verdict)): return verdict
      case .message(.loaded): break
      case .end:
        let end = end()
        guard let stage else { throw TrialFailure(end.phrase) }
        return TrialVerdict(kind: .died, callback: stage.callback, reason: "\(end.phrase) \(stage.phrase)")
      case .timeout:
        kill()
        guard let stage else {
          throw TrialFailure("it did not answer within \(Int(Self.startTimeout)) s")
        }
        return TrialVerdict(
          kind: .hung, callback: stage.callback,
          reason: "it took too long \(stage.phrase)\(timeout.map { ": more than \($0.secondsText)" } ?? "")")
      }
    }
  }

  /// Seconds that a child may be silent; nil for any time. Its own watchdog ends calls that take too long; this is for
  /// hangs that the watchdog cannot end.
  private func timeout(in stage: TrialStage?, _ callLimit: Double) -> Double? {
    switch stage {
    case nil, .constructors, .entry, .investigation: Self.startTimeout
    case .start, .takeover, .step, .draw: callLimit > 0 ? 2 * callLimit + Self.loadTimeout : nil
    }
  }

  private enum Received {
    case message(TrialMessage)
    case end, timeout
  }

  private func receive(timeout: Double?) throws(TrialFailure) -> Received {
    switch channel.receive(timeout: timeout.map { .seconds($0) }) {
    case .line(let line):
      do { return .message(try JSONDecoder().decode(TrialMessage.self, from: Data(line))) } catch {
        throw TrialFailure("its answer is not a message: \(String(decoding: line, as: UTF8.self))")
      }
    case .end: return .end
    case .timeout: return .timeout
    }
  }

  /// How the child ended. Its side of the channel is closed shortly before its end.
  private func end() -> ProcessEnd {
    if let end = process.wait(timeout: .seconds(1)) { return end }
    kill()
    return process.wait() ?? .signalled(SIGKILL)
  }

  /// The output on its standard error.
  private var printed: String {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = unsafe max(0, read(errors.number, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The reason why a trial gave no verdict, if the game is not at fault.
struct TrialFailure: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

extension ProcessEnd {
  /// As part of a sentence.
  var phrase: String {
    switch self {
    case .exited(let code): "the process was ended by exit(\(code))"
    case .signalled(let signal):
      "the process was killed by signal \(signal) (\(unsafe String(cString: strsignal(signal))))"
    }
  }
}
