import HostSystem
import Synchronization
import SystemPackage

/// A compiler that was started before it is needed and waits for its arguments on standard input. Starting a compiler takes
/// a sixth of the time from a save to the new frame.
///
/// It exits by itself when its input is closed, so it does not outlive this process.
final class StandbyCompiler: Sendable {
  /// Bytes. The buffer of a pipe holds as much, so writing the arguments never waits.
  private static let maxArgumentBytes = 60_000

  private let input: Input
  private let outcome: Task<Result<ToolResult, ToolFailure>, Never>

  /// The pipe for the arguments. An end is nil once it is closed.
  ///
  /// This process keeps the reading end open as long as the compiler lives, and holds its lock while it writes: writing to
  /// a pipe without a reader raises SIGPIPE.
  private final class Input: Sendable {
    let reading: Mutex<OwnedDescriptor?>
    let writing: Mutex<OwnedDescriptor?>

    init(_ pipe: consuming HostPipe) {
      reading = Mutex(pipe.reading)
      writing = Mutex(pipe.writing)
    }

    /// False if there is no reader any more.
    func write(_ text: String) -> Bool {
      reading.withLock { reading in
        guard reading != nil else { return false }
        return writing.withLock { writing in
          guard let number = writing?.number else { return false }
          return (try? FileDescriptor(rawValue: number).writeAll(text.utf8)) != nil
        }
      }
    }

    func closeReading() { reading.withLock { $0 = nil } }
    func closeWriting() { writing.withLock { $0 = nil } }
  }

  /// Starts a compiler. Returns nil if no descriptors are left.
  init?(_ frontend: String, in folder: String) {
    guard let pipe = try? HostPipe() else { return nil }
    let standardInput = FileDescriptor(rawValue: pipe.reading.number)
    let input = Input(pipe)
    self.input = input
    outcome = Task.detached {
      defer { input.closeReading() }
      do throws(ToolFailure) {
        let words = ["-frontend", "@/dev/stdin"]
        return .success(try await ToolRun.run(frontend, words, in: folder, input: standardInput))
      } catch {
        return .failure(error)
      }
    }
  }

  deinit {
    outcome.cancel()
    input.closeWriting()
  }

  /// Whether it still waits.
  var isAlive: Bool { input.reading.withLock { $0 != nil } }

  /// Compiles. Call it once.
  ///
  /// Returns nil if this compiler died while it waited, or cannot take such arguments: start another one instead.
  func compile(_ arguments: [String]) async throws(ToolFailure) -> ToolResult? {
    // Without `-frontend`, which it was started with.
    let text = arguments.dropFirst().map(Self.quoted).joined(separator: "\n")
    guard text.utf8.count <= Self.maxArgumentBytes, input.write(text) else { return nil }
    // The end of the arguments.
    input.closeWriting()
    let result = await withTaskCancellationHandler {
      await outcome.value
    } onCancel: {
      outcome.cancel()
    }
    switch result {
    case .success(let result):
      if case .signalled = result.end { return nil }
      return result
    case .failure(.cancelled): throw .cancelled
    case .failure(.notStarted): return nil
    }
  }

  /// A word of a response file.
  private static func quoted(_ word: String) -> String {
    "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
