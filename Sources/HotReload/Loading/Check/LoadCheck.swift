import Foundation

/// Has each image loaded by a process of its own before the host loads it.
///
/// The dynamic loader runs an image's constructors with a lock of its own held. If one crashes, nothing can be
/// done in that process: a jump out of it would leave the lock held for ever, and with it every later load. So the
/// code that runs at load runs elsewhere first. A process always waits, started and idle, so that a check costs
/// no more than the load itself.
public actor LoadCheck {
  /// Longer than any load takes on a busy machine.
  public static let defaultLimit = 5.0

  private let program: String
  private let arguments: [String]
  private let seconds: Double
  private var waiting: LoadCheckProcess?

  /// - Parameters:
  ///   - program: a program that, with `arguments`, calls ``LoadCheckProgram/run()``.
  ///   - seconds: how long an image may take.
  public init(program: String, arguments: [String], seconds: Double = LoadCheck.defaultLimit) {
    self.program = program
    self.arguments = arguments
    self.seconds = seconds
  }

  /// Starts the process that will be asked next, if none waits. Returns at once.
  public func prepare() {
    if waiting == nil { waiting = LoadCheckProcess(program: program, arguments: arguments) }
  }

  /// Loads the image at `path` elsewhere and tells what came of it. Cancelling the task ends it at once, with
  /// ``LoadVerdict/unknown``.
  public func verdict(on path: String) async -> LoadVerdict {
    prepare()
    guard let process = waiting else { return .unknown }
    waiting = nil
    let seconds = seconds
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: process.ask(path, seconds: seconds)) }
      }
    } onCancel: {
      process.end()
    }
  }
}
