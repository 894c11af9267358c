import HostSystem

/// What made a build fail, as far as another try is concerned.
public enum FailureCause: String, Sendable, Equatable {
  /// The game or its package must be changed.
  case sources
  /// Something must be done first that begins a build itself, or that only a person can do.
  case other
  /// A tool was killed, or got no memory.
  case memory
  /// A tool crashed: by chance, or because of the sources.
  case crash
  /// The disk is full, or may not be written to.
  case disk
  /// A limit of the system: open files, processes, the size of a file.
  case limit
  /// A program of the toolchain is not there.
  case tool
  /// Another process uses the same files.
  case lock
  /// A package cannot be fetched.
  case network

  /// Whether the same sources may build later.
  public var isOutsideSources: Bool { self != .sources && self != .other }

  /// What a tool that was ended by a signal had.
  init(signal: Int32, output: String) {
    self =
      if let shortage = Shortage(signal: signal, output: output) {
        FailureCause(shortage)
      } else if signal == Self.kill || Self.isOutOfMemory(output) {
        .memory
      } else {
        .crash
      }
  }

  /// What a tool that was not started had.
  init(unstarted reason: String) { self = Shortage(output: reason).map { FailureCause($0) } ?? .tool }

  /// What only the words of tools tell: SwiftPM reports what the programs had that it started, and git what the network had.
  init?(output: String) {
    if let shortage = Shortage(output: output) {
      self.init(shortage)
    } else if let signal = Self.signal(in: output) {
      self.init(signal: signal, output: output)
    } else if Self.isOutOfMemory(output) {
      self = .memory
    } else if output.contains("database is locked") {
      self = .lock
    } else if output.contains("unable to invoke subcommand") {
      self = .tool
    } else if Self.networkFailures.contains(where: output.contains) {
      self = .network
    } else {
      return nil
    }
  }

  private init(_ shortage: Shortage) {
    switch shortage {
    case .space, .writePermission: self = .disk
    case .fileSize, .openFiles, .openFilesInSystem, .processes: self = .limit
    }
  }

  private static let kill: Int32 = 9

  private static let networkFailures = [
    "Could not resolve host", "Failed to connect to", "Couldn't connect to server", "Connection timed out",
    "Network is unreachable", "Connection refused", "Connection reset by peer",
    "Temporary failure in name resolution",
  ]

  private static func isOutOfMemory(_ output: String) -> Bool {
    ["LLVM ERROR: out of memory", "Cannot allocate memory", "std::bad_alloc"].contains(where: output.contains)
  }

  /// `error: compile command failed due to signal 9`.
  private static func signal(in output: String) -> Int32? {
    guard let range = output.firstRange(of: "due to signal ") else { return nil }
    return Int32(output[range.upperBound...].prefix { $0.isNumber })
  }
}

extension BuildError {
  public var cause: FailureCause {
    switch self {
    case .rejected(let diagnostics):
      // The compiler's errors about sources name a file.
      let errors = diagnostics.filter { $0.severity == .error }
      if errors.isEmpty || errors.contains(where: { $0.file != nil }) { return .sources }
      return FailureCause(output: errors.map(\.message).joined(separator: "\n")) ?? .sources
    case .package(let error): return error.cause
    case .crashed(_, let signal, let output): return FailureCause(signal: signal, output: output)
    case .notStarted(_, let reason): return FailureCause(unstarted: reason)
    case .toolFailed(_, let reason): return FailureCause(output: reason) ?? .other
    case .disk: return .disk
    case .badManifest, .displaced, .cancelled: return .other
    }
  }
}

extension PackageError {
  var cause: FailureCause {
    switch self {
    case .noPackage, .noGameTarget, .noGameFolder, .gameIsProgram: .sources
    case .badManifest(_, let output): FailureCause(output: output) ?? .sources
    case .toolCrashed(_, let signal, let output): FailureCause(signal: signal, output: output)
    case .toolNotStarted(_, let reason): FailureCause(unstarted: reason)
    case .notWritable: .disk
    case .cancelled: .other
    }
  }
}
