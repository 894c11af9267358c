import Engine
import Foundation
import Glibc
import HostSystem
import SystemPackage
import WorldState

/// A process of this program that loads one image and steps ticks of its game a second time.
///
/// It is started like a trial child, but with random hashes: the running game has fixed ones, so an order of a `Set` that went
/// into the world shows as a difference. Calls block and, except for `kill`, are made by one thread at a time.
final class DeterminismChild: Sendable {
  /// What `step` of a tick came to in the child.
  enum Outcome: Equatable {
    /// The world after the tick is in the memory file. With the kept values that differ.
    case stepped(kept: [WorldDifference])
    /// `step` did not return.
    case failed(String, location: String?)
  }

  /// Why there is no outcome. The game's `step` is not at fault.
  struct Failure: Error { let reason: String }

  /// Seconds until it must have loaded its image. Generous: it has the lowest priority, and compilers may run.
  private static let loadTimeout = 60.0
  /// Seconds until the process must have answered after its own watchdog should have ended the call.
  private static let answerTimeout = 30.0

  private let process: ChildProcess
  private let channel: LineChannel

  /// - Parameters:
  ///   - arguments: the subcommand of this program that calls ``DeterminismProgram``, with its options.
  ///   - world: the memory file for worlds.
  init(arguments: [String], world: Int32) throws(Errno) {
    let talk = try SocketPair()
    var launch = ProcessLaunch(arguments: ["hotloop"] + arguments)
    launch.descriptors = [(STDIN_FILENO, talk.theirs.number), (STDOUT_FILENO, world)]
    launch.nullStreams = [STDERR_FILENO]
    launch.resetsSignals = true
    launch.startsSession = true
    launch.environment = [DeterministicHashing.randomEnvironment]
    process = try ChildProcess(launch)
    channel = LineChannel(owning: talk.ours.release())
  }

  /// Kills it and everything it started. Any thread, any time.
  func kill() { process.kill() }

  /// Kills it and waits for its end.
  func finish() {
    kill()
    process.wait(timeout: .seconds(1))
  }

  func load(_ image: DeterminismImage) throws(Failure) {
    guard let line = try? JSONEncoder().encode(image), channel.send(Array(line)) else { throw end() }
    switch try receive(timeout: Self.loadTimeout) {
    case .loaded: return
    case .unable(let reason): throw Failure(reason: reason)
    case .stepping, .stepped, .failed: throw Failure(reason: "it answered before it was asked")
    case nil: throw Failure(reason: "the image was not loaded within \(Int(Self.loadTimeout)) s")
    }
  }

  /// - Parameter callLimit: seconds after which the child ends a call; 0 for no limit.
  func step(_ job: DeterminismJob, callLimit: Double) throws(Failure) -> Outcome {
    guard let line = try? JSONEncoder().encode(job), channel.send(Array(line)) else { throw end() }
    let timeout = callLimit > 0 ? callLimit + Self.answerTimeout : nil
    var isStepping = false
    while true {
      let answer: DeterminismAnswer?
      do throws(Ended) { answer = try receiveOrEnd(timeout: timeout) } catch {
        guard isStepping, let phrase = Self.phrase(ofDeathIn: error.end) else {
          throw Failure(reason: error.end.phrase)
        }
        return .failed(phrase, location: nil)
      }
      switch answer {
      case .stepping: isStepping = true
      case .stepped(let kept): return .stepped(kept: kept.map(\.difference))
      case .failed(let reason, let location): return .failed(reason, location: location)
      case .unable(let reason): throw Failure(reason: reason)
      case .loaded: throw Failure(reason: "it loaded an image twice")
      case nil:
        finish()
        guard isStepping else { throw Failure(reason: "it did not answer") }
        return .failed("did not return within \(Int(timeout ?? 0)) s", location: nil)
      }
    }
  }

  /// How step ended the process; nil if somebody else did.
  private static func phrase(ofDeathIn end: ProcessEnd) -> String? {
    switch end {
    case .signalled(SIGKILL), .signalled(SIGTERM), .signalled(SIGINT), .signalled(SIGHUP): nil
    case .exited(let status): "called exit(\(status))"
    case .signalled(let signal): "crashed: \(CrashReport.headline(signal: signal))"
    }
  }

  private struct Ended: Error { let end: ProcessEnd }

  private func receive(timeout: Double?) throws(Failure) -> DeterminismAnswer? {
    do throws(Ended) { return try receiveOrEnd(timeout: timeout) } catch {
      throw Failure(reason: error.end.phrase)
    }
  }

  /// - Returns: nil if the timeout came first.
  private func receiveOrEnd(timeout: Double?) throws(Ended) -> DeterminismAnswer? {
    switch channel.receive(timeout: timeout.map { .seconds($0) }) {
    case .line(let line):
      return (try? JSONDecoder().decode(DeterminismAnswer.self, from: Data(line)))
        ?? .unable("its answer is not a message: \(String(decoding: line, as: UTF8.self))")
    case .end: throw Ended(end: waitForEnd())
    case .timeout: return nil
    }
  }

  private func end() -> Failure { Failure(reason: waitForEnd().phrase) }

  /// How it ended. Its side of the channel is closed shortly before its end.
  private func waitForEnd() -> ProcessEnd {
    if let end = process.wait(timeout: .seconds(1)) { return end }
    kill()
    return process.wait() ?? .signalled(SIGKILL)
  }
}
