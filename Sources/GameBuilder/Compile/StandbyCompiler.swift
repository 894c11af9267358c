import HostSystem
import Synchronization
import SystemPackage

/// A compiler that was started before it is needed, and waits for its arguments on its standard input: to start it takes a
/// sixth of the time that a save is waited for.
///
/// It ends by itself when nobody can give it anything any more.
final class StandbyCompiler: Sendable {
  /// A pipe's buffer holds as much, so that giving never waits.
  private static let longest = 60_000

  private let pipe: Pipe
  private let outcome: Task<Result<ToolResult, ToolFailure>, Never>

  /// The way of the arguments. Each end is nil once it is closed. The one that is read from is held as long as the compiler
  /// lives, and with the lock while something is written: a write to a pipe that nobody reads is a deadly signal.
  private final class Pipe: Sendable {
    let readEnd: Mutex<FileDescriptor?>
    let writeEnd: Mutex<FileDescriptor?>

    init(_ ends: (readEnd: FileDescriptor, writeEnd: FileDescriptor)) {
      readEnd = Mutex(ends.readEnd)
      writeEnd = Mutex(ends.writeEnd)
    }

    /// Whether there was somebody to read it.
    func write(_ text: String) -> Bool {
      readEnd.withLock { readEnd in
        guard readEnd != nil else { return false }
        return writeEnd.withLock { (try? $0?.writeAll(text.utf8)) != nil }
      }
    }

    static func close(_ end: borrowing Mutex<FileDescriptor?>) {
      end.withLock { end in
        try? end?.close()
        end = nil
      }
    }
  }

  /// Starts one. Nil where there are no descriptors left.
  init?(_ frontend: String, in folder: String) {
    guard let ends = try? FileDescriptor.pipe(options: .closeOnExec) else { return nil }
    let pipe = Pipe(ends)
    self.pipe = pipe
    outcome = Task.detached {
      defer { Pipe.close(pipe.readEnd) }
      do throws(ToolFailure) {
        let words = ["-frontend", "@/dev/stdin"]
        return .success(try await ToolRun.run(frontend, words, in: folder, input: ends.readEnd))
      } catch {
        return .failure(error)
      }
    }
  }

  deinit {
    outcome.cancel()
    Pipe.close(pipe.writeEnd)
  }

  /// Whether it still waits.
  var isAlive: Bool { pipe.readEnd.withLock { $0 != nil } }

  /// Compiles. Nil where this one died while it waited, or takes no such arguments: then another one is to do it. Called once.
  func compile(_ words: [String]) async throws(ToolFailure) -> ToolResult? {
    let text = words.dropFirst().map(Self.quoted).joined(separator: "\n")
    guard text.utf8.count <= Self.longest, pipe.write(text) else { return nil }
    // The end of the arguments.
    Pipe.close(pipe.writeEnd)
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

/// The compilers that wait for the next build.
final class StandbyCompilers: Sendable {
  /// How many wait: as many as run side by side, but memory is not for them alone.
  static let count = min(BuildRun.processors, 4)

  private let waiting = Mutex<[StandbyCompiler]>([])

  /// How many file descriptors they hold: of each both ends of its arguments, its output and its process; and what all of
  /// them are waited for with.
  static let maxDescriptors = 4 * count + 2

  func prepare(_ frontend: String, in folder: String) {
    waiting.withLock { waiting in
      waiting.removeAll { !$0.isAlive }
      while waiting.count < Self.count, let next = StandbyCompiler(frontend, in: folder) {
        waiting.append(next)
      }
    }
  }

  func take() -> StandbyCompiler? {
    waiting.withLock { $0.popLast() }
  }

  /// Ends them: the compiler or the package is another one.
  func clear() { waiting.withLock { $0 = [] } }
}
