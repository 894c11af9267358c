import Synchronization
import SystemPackage

/// A tool that was started before it is needed and waits for its arguments, in a response file on standard input.
///
/// It exits by itself when its input is closed, so it does not outlive this process.
public final class StandbyTool: Sendable {
  /// Bytes. The buffer of a pipe holds as much, so writing the arguments never waits.
  private static let maxArgumentBytes = 60_000

  private let tool: RunningTool
  /// Kept open: writing to a pipe without a reader raises SIGPIPE.
  private let reading: SharedDescriptor
  /// Nil once the arguments were written.
  private let writing: Mutex<OwnedDescriptor?>

  /// Starts it. Returns nil if no descriptors are left.
  /// - Parameter first: arguments that it gets at once.
  public init?(_ program: String, _ first: [String], in folder: String) {
    guard let pipe = try? HostPipe() else { return nil }
    reading = SharedDescriptor(pipe.reading)
    writing = Mutex(pipe.writing)
    tool = RunningTool(program, first + ["@/dev/stdin"], in: folder, input: reading)
  }

  deinit {
    if writing.withLock({ $0 != nil }) { tool.cancel() }
  }

  /// Whether it still waits.
  public var isAlive: Bool { tool.isAlive && writing.withLock { $0 != nil } }

  /// Passes the arguments to the tool. Call it once. The tool keeps running if this value is released.
  ///
  /// Returns nil if it died while it waited, or cannot take such arguments: start another one instead.
  public func begin(_ arguments: [String]) -> RunningTool? {
    let text = arguments.map(Self.quoted).joined(separator: "\n")
    guard tool.isAlive, text.utf8.count <= Self.maxArgumentBytes else { return nil }
    return writing.withLock { writing in
      guard let number = writing?.number,
        (try? FileDescriptor(rawValue: number).writeAll(text.utf8)) != nil
      else { return nil }
      // The end of the arguments.
      writing = nil
      return tool
    }
  }

  /// A word of a response file.
  private static func quoted(_ word: String) -> String {
    "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
