import Subprocess
import SystemPackage

/// What a finished tool left behind.
struct ToolResult: Sendable {
  let end: ProcessEnd
  /// Standard output and standard error, in the order they were written.
  let text: String

  var succeeded: Bool { end == .exited(0) }
}

/// Why a tool could not be run to its end.
enum ToolFailure: Error {
  case cancelled
  /// The reason in words.
  case notStarted(tool: String, reason: String)
}

/// Runs the compiler, the linker and SwiftPM.
enum ToolRun {
  /// How a tool is ended when its task is cancelled.
  enum Ending {
    /// At once: for tools whose work is one process, and that write only to temporary files.
    case killed
    /// Asked first: for `swift build`, which ends its own children.
    case interrupted
  }

  private static let outputLimit = 16 << 20

  /// Lets everything else go first. It becomes the tool it is given.
  private static let nice = DiskFile.isExecutable("/usr/bin/nice") ? "/usr/bin/nice" : nil

  /// - Parameters:
  ///   - input: its standard input; nil for none. Stays the caller's.
  ///   - way: whether it gives way to everything else that wants the processors.
  static func run(
    _ tool: String, _ arguments: [String], in folder: String, ending: Ending = .killed,
    input: FileDescriptor? = nil, givesWay way: Bool = false
  ) async throws(ToolFailure) -> ToolResult {
    if Task.isCancelled { throw .cancelled }
    var options = PlatformOptions()
    if ending == .interrupted {
      options.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(3))]
    }
    var program = tool
    var words = arguments
    if way, let nice {
      program = nice
      words = ["-n", "15", tool] + arguments
    }
    do {
      let standardInput =
        try input ?? FileDescriptor.open(FilePath("/dev/null"), .readOnly, options: .closeOnExec)
      defer { if input == nil { try? standardInput.close() } }
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(words), workingDirectory: FilePath(folder),
        platformOptions: options,
        input: .fileDescriptor(standardInput, closeAfterSpawningProcess: false),
        output: .bytes(limit: outputLimit), error: .combinedWithOutput)
      if Task.isCancelled { throw ToolFailure.cancelled }
      let end: ProcessEnd
      switch result.terminationStatus {
      case .exited(let code): end = .exited(code)
      case .signaled(let signal): end = .signalled(signal)
      }
      return ToolResult(end: end, text: String(decoding: result.standardOutput, as: UTF8.self))
    } catch let error as ToolFailure {
      throw error
    } catch {
      if Task.isCancelled || error is CancellationError { throw .cancelled }
      throw .notStarted(tool: tool, reason: "\(error)")
    }
  }
}
