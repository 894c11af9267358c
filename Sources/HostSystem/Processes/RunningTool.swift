import Synchronization
import SystemPackage

/// A tool that runs beside its caller, like one of ``ToolRun``. Any thread.
///
/// Releasing it does not stop the process; ``cancel()`` kills it.
public final class RunningTool: Sendable {
  /// Between two looks for a file.
  private static let interval = Duration.microseconds(500)

  private let outcome: Task<Result<ToolResult, ToolFailure>, Never>
  private let isRunning = Flag()

  private final class Flag: Sendable {
    let value = Atomic(true)
  }

  /// Starts it.
  public convenience init(_ tool: String, _ arguments: [String], in folder: String) {
    self.init(tool, arguments, in: folder, input: nil)
  }

  /// - Parameter input: standard input; nil is `/dev/null`.
  init(
    _ tool: String, _ arguments: [String], in folder: String, input: SharedDescriptor? = nil,
    priority: ToolRun.Priority = .normal
  ) {
    outcome = Task.detached { [isRunning] in
      defer { isRunning.value.store(false, ordering: .releasing) }
      do throws(ToolFailure) {
        let standardInput = input.map { FileDescriptor(rawValue: $0.number) }
        return .success(
          try await ToolRun.runToEnd(
            tool, arguments, in: folder, cancellation: .kill, input: standardInput, priority: priority))
      } catch {
        return .failure(error)
      }
    }
  }

  public var isAlive: Bool { isRunning.value.load(ordering: .acquiring) }

  public func cancel() { outcome.cancel() }

  /// Kills it, and returns when the process is gone.
  public func end() async {
    cancel()
    _ = await outcome.value
  }

  /// Waits until the tool has ended.
  ///
  /// Cancelling the task kills the tool, and does not wait until the kernel has removed the process: that takes it
  /// milliseconds if the process has hundreds of megabytes.
  public func result() async throws(ToolFailure) -> ToolResult {
    let first = FirstValue<Result<ToolResult, ToolFailure>>()
    return try await withTaskCancellationHandler {
      Task.detached { [outcome] in first.set(await outcome.value) }
      return await first.value
    } onCancel: {
      outcome.cancel()
      first.set(.failure(.cancelled))
    }.get()
  }

  /// Waits until the tool has ended, or has given its only result its name, which it does last. The kernel needs milliseconds
  /// to end a process that has a hundred megabytes.
  ///
  /// Cancelling the task kills the tool.
  /// - Parameters:
  ///   - file: did not exist when the tool started.
  ///   - isComplete: whether it is all there: some file systems make a tool write under the final name.
  /// - Returns: nil if the file is there.
  public func result(
    unlessMade file: String, isComplete: @Sendable (String) -> Bool = { _ in true }
  ) async throws(ToolFailure) -> ToolResult? {
    let result: Result<ToolResult, ToolFailure>? = await withTaskCancellationHandler {
      while isAlive, !Task.isCancelled {
        if DiskFile.isFile(file), isComplete(file) { return nil }
        try? await Task.sleep(for: Self.interval)
      }
      return await outcome.value
    } onCancel: {
      outcome.cancel()
    }
    return try result?.get()
  }
}
