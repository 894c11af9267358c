/// What a build tells while it goes on. Times are the receiver's to take: events come when things happen.
public enum BuildEvent: Sendable {
  /// SwiftPM is asked to build what the game depends on; takes seconds, and only happens when that changed.
  case preparing(BuildRequest, reason: String)
  /// The compiler starts on these files (absolute paths). Not sent when an image is there already.
  case started(BuildRequest, files: [String])
  case finished(BuildRequest, BuiltImage)
  case failed(BuildRequest, BuildError)
  /// Package.swift was saved and says something else: the folders to watch may have changed.
  case packageChanged(GamePackage)
}

/// What is asked of a build.
public struct BuildRequest: Sendable, Equatable {
  /// Optimised for the speed of the game, instead of the speed of change.
  public var optimised: Bool
  /// Compile everything again, even what has not changed.
  public var force: Bool
  /// Compile each changed file whole, even if only bodies of its functions changed.
  public var complete: Bool
  /// The same source runs already: the build lets other work go first and is not announced.
  public var isBackground: Bool

  public init(
    optimised: Bool = false, force: Bool = false, complete: Bool = false, isBackground: Bool = false
  ) {
    self.optimised = optimised
    self.force = force
    self.complete = complete
    self.isBackground = isBackground
  }
}

/// A game's library, on disk and complete.
public struct BuiltImage: Sendable, Equatable {
  /// Absolute path. No two builds of one process give the same path, and the file is never written again.
  public let path: String
  /// 32 hexadecimal digits: the same for the same sources, headers, dependencies and compiler options,
  /// whether or not optimised. Two images of one hash are one generation of the game.
  public let sourceHash: String
  public let optimised: Bool
  /// Whether of some files only the changed bodies were compiled. It behaves as the complete image does; only the lines
  /// that a backtrace tells of the files' other functions may be those of an earlier save.
  public let isPartial: Bool
  /// What the compiler was run on, absolute; empty where everything was there already.
  public let compiledFiles: [String]
  /// The sources and headers it was built from.
  public let sources: SourceTree
  /// Fields of C structs that loading it cannot show.
  public let hiddenFields: [HiddenField]
  /// Whether an image made earlier was used and nothing was compiled or linked.
  public let reused: Bool
  /// Warnings of this build. Files that were not compiled again do not repeat theirs.
  public let warnings: [Diagnostic]
  /// From the request to the finished image.
  public let milliseconds: Double
}

/// Why there is no image.
public enum BuildError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The game's sources, or what it depends on, do not compile or link.
  case rejected([Diagnostic])
  /// Package.swift cannot be used.
  case package(PackageError)
  /// The compiler or the linker was ended by a signal. `output` holds the end of what it said.
  case crashed(tool: String, signal: Int32, output: String)
  /// A tool could not be started, or failed without saying anything that is understood.
  case toolFailed(tool: String, reason: String)
  /// SwiftPM's build manifest does not have what is needed.
  case badManifest(path: String, reason: String)
  /// The state folder cannot be written to (permission, disk full).
  case disk(path: String, reason: String)
  /// The task was cancelled: a later save supersedes this build. Nothing is broken by it.
  case cancelled

  /// What to show: never empty, but for a cancelled build.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .rejected(let diagnostics): return diagnostics
    case .cancelled: return []
    default: return [Diagnostic(severity: .error, message: description)]
    }
  }

  public var description: String {
    switch self {
    case .rejected(let diagnostics):
      return diagnostics.first { $0.severity == .error }?.description ?? "the game does not compile"
    case .package(let error):
      return error.description
    case .crashed(let tool, let signal, let output):
      return "\(tool) was ended by signal \(signal)"
        + (signal == 9 ? ", as happens when memory runs out" : "; undo the last edit, or save again to retry")
        + (output.isEmpty ? "" : ". It said:\n\(output)")
    case .toolFailed(let tool, let reason):
      return "\(tool): \(reason)"
    case .badManifest(let path, let reason):
      return "\(path): \(reason); remove the folder .build and save again"
    case .disk(let path, let reason):
      return "\(path): cannot be written (\(reason)); check the permissions and the free space"
    case .cancelled:
      return "superseded by a later save"
    }
  }
}
