import HostSystem

/// Why a build has no image.
public enum BuildError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The game or a dependency does not compile or link.
  case rejected([Diagnostic])
  /// Package.swift cannot be used.
  case package(PackageError)
  /// A signal ended the compiler or the linker. `output` is the end of what it printed.
  case crashed(tool: String, signal: Int32, output: String)
  /// A tool could not be started.
  case notStarted(tool: String, reason: String)
  /// A tool failed without a diagnostic.
  case toolFailed(tool: String, reason: String)
  /// SwiftPM's build manifest is incomplete.
  case badManifest(path: String, reason: String)
  /// The state folder cannot be written to: permission, or a full disk.
  case disk(path: String, reason: String)
  /// The package is not where it was when the run began.
  case displaced(Displacement)
  /// The task was cancelled, because a later save supersedes this build. The next build works as usual.
  case cancelled

  init(_ failure: ToolFailure) {
    switch failure {
    case .cancelled: self = .cancelled
    case .notStarted(let tool, let reason): self = .notStarted(tool: tool, reason: reason)
    }
  }

  /// What to show. Empty only for a cancelled build.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .rejected(let diagnostics): return diagnostics
    case .cancelled: return []
    case .package(.badManifest(_, let output)):
      let located = DiagnosticParser.parse(output).filter { $0.line > 0 }
      return located.isEmpty ? [Diagnostic(severity: .error, message: description)] : located
    default: return [Diagnostic(severity: .error, message: description)]
    }
  }

  public var description: String {
    switch self {
    case .rejected(let diagnostics):
      return diagnostics.first { $0.severity == .error }?.description ?? "the game does not compile"
    case .package(let error):
      return error.description
    case .crashed(let tool, let signal, let output): return ToolText.killed(tool, by: signal, output)
    case .notStarted(let tool, let reason): return ToolText.unstarted(tool, reason)
    case .toolFailed(let tool, let reason):
      let cause = Shortage(output: reason)?.explanation ?? ""
      return (cause.isEmpty || reason.contains(cause) ? "" : cause + "\n") + "\(tool): \(reason)"
    case .badManifest(let path, let reason):
      return "\(path): \(reason); remove the folder .build and save again"
    case .disk(let path, let reason):
      return "\(path): cannot be written (\(reason)); check the permissions and the free space"
    case .displaced(let displacement):
      return "nothing is built: \(displacement). \(displacement.advice)"
    case .cancelled:
      return "superseded by a later save"
    }
  }
}
