import Subprocess
import SystemPackage

/// What a finished tool left behind.
public struct ToolResult: Sendable {
  public let end: ProcessEnd
  /// Standard output and standard error, in the order they were written.
  public let text: String

  public var succeeded: Bool { end == .exited(0) }
}

/// Why a tool could not be run to its end.
public enum ToolFailure: Error, Sendable {
  case cancelled
  /// The reason in words.
  case notStarted(tool: String, reason: String)
}

/// Runs a program and collects what it prints: compilers, linkers, SwiftPM.
public enum ToolRun {
  /// What happens to a tool when its task is cancelled.
  public enum Cancellation: Sendable {
    /// SIGKILL, and the result is there before the process is gone: for tools of one process that write only to temporary
    /// files.
    case kill
    /// SIGINT, and SIGKILL three seconds later: for `swift build`, which ends its own children.
    case interrupt
  }

  public enum Priority: Sendable {
    case normal
    /// Nice value 15: everything else that wants the processors goes first.
    case background
  }

  private static let maxOutput = 16 << 20

  /// Descriptors that starting a tool takes.
  private static let maxDescriptors = 12

  /// How often a tool is started whose end was lost: see ``runToEnd(_:_:in:cancellation:input:priority:)``.
  private static let maxAttempts = 8

  /// nice(1) becomes the tool it is given, so the tool keeps the process that is cancelled.
  private static let nice = DiskFile.isExecutable("/usr/bin/nice") ? "/usr/bin/nice" : nil

  /// Runs a tool to its end.
  public static func run(
    _ tool: String, _ arguments: [String], in folder: String, cancellation: Cancellation = .kill,
    priority: Priority = .normal
  ) async throws(ToolFailure) -> ToolResult {
    switch cancellation {
    case .kill:
      if Task.isCancelled { throw .cancelled }
      // Before anything is started.
      try checkDescriptors(tool)
      return try await RunningTool(tool, arguments, in: folder, priority: priority).result()
    case .interrupt:
      return try await runToEnd(
        tool, arguments, in: folder, cancellation: cancellation, input: nil, priority: priority)
    }
  }

  /// Subprocess ends this process if it gets some of the descriptors that it needs and not all, and so does Dispatch if it
  /// has none to wait for events with.
  private static func checkDescriptors(_ tool: String) throws(ToolFailure) {
    if let obstacle = OpenDescriptors.obstacle(toOpening: maxDescriptors) {
      throw .notStarted(tool: tool, reason: "\(obstacle)")
    }
  }

  /// Returns when the process is gone, also if the task is cancelled.
  ///
  /// While code of the game ignores SIGCHLD, the kernel forgets how a process ended. A tool without input is started again
  /// then: it would give the same files.
  /// - Parameter input: standard input; nil is `/dev/null`. The caller closes it.
  static func runToEnd(
    _ tool: String, _ arguments: [String], in folder: String, cancellation: Cancellation,
    input: FileDescriptor?, priority: Priority
  ) async throws(ToolFailure) -> ToolResult {
    if Task.isCancelled { throw .cancelled }
    try checkDescriptors(tool)
    var options = PlatformOptions()
    if cancellation == .interrupt {
      options.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(3))]
    }
    var program = tool
    var words = arguments
    if priority == .background, let nice {
      program = nice
      words = ["-n", "15", tool] + arguments
    }
    do {
      var attempt = 1
      while true {
        do {
          return try await runOnce(program, words, in: folder, options, input)
        } catch let error as SubprocessError
          where error.isLostEnd && input == nil && attempt < maxAttempts && !Task.isCancelled
        {
          attempt += 1
        }
      }
    } catch {
      if Task.isCancelled || error is CancellationError { throw .cancelled }
      throw .notStarted(tool: tool, reason: "\(error)")
    }
  }

  private static func runOnce(
    _ program: String, _ arguments: [String], in folder: String, _ options: PlatformOptions,
    _ input: FileDescriptor?
  ) async throws -> ToolResult {
    let standardInput =
      try input ?? FileDescriptor.open(FilePath("/dev/null"), .readOnly, options: .closeOnExec)
    defer { if input == nil { try? standardInput.close() } }
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments), workingDirectory: FilePath(folder),
      platformOptions: options,
      input: .fileDescriptor(standardInput, closeAfterSpawningProcess: false),
      output: .bytes(limit: maxOutput), error: .combinedWithOutput)
    try Task.checkCancellation()
    let end: ProcessEnd =
      switch result.terminationStatus {
      case .exited(let code): .exited(code)
      case .signaled(let signal): .signalled(signal)
      }
    return ToolResult(end: end, text: String(decoding: result.standardOutput, as: UTF8.self))
  }
}

extension SubprocessError {
  /// The process ended, and how is not known.
  fileprivate var isLostEnd: Bool {
    code == .failedToMonitorProcess && underlyingError == .noChildProcess
  }
}
