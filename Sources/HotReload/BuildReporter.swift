import Engine
import GameBuilder
import HostSystem

/// Reports builds as host events, with paths relative to the package. Any thread.
struct BuildReporter: Sendable {
  /// The package's folder.
  let root: String
  let events: EventBus

  func report(_ event: BuildEvent) {
    switch event {
    case .preparing(let request, let reason):
      events.emit(
        .buildPreparing(reason: reason.replacing(root + "/", with: ""), isBackground: request.isBackground))
    case .blocked(let request, let holder):
      events.emit(
        .buildBlocked(
          reason: holder.explanation,
          isBackground: request.isBackground))
    case .started(let request, let files):
      events.emit(
        .buildStarted(
          HostEvent.BuildStart(
            files: files.map(relative), isOptimised: request.optimised, isBackground: request.isBackground)))
    case .finished(let request, let image):
      events.emit(
        .buildFinished(
          HostEvent.BuildResult(
            files: image.compiledFiles.map(relative), isOptimised: image.optimised,
            isPartial: image.isPartial, isReused: image.reused, milliseconds: image.milliseconds,
            isBackground: request.isBackground, warnings: image.warnings.map(hostDiagnostic),
            knownWarnings: image.knownWarnings.map(hostDiagnostic))))
    case .failed(let request, let error):
      if case .cancelled = error { return }
      if request.isAnswered { return }
      // Whole files fail in the background only if the source runs without having been compiled.
      let isBackground = request.isBackground && !request.complete
      events.emit(
        .buildFailed(
          HostEvent.BuildFailure(
            reason: "\(error)", diagnostics: error.diagnostics.map(hostDiagnostic),
            isOptimised: request.optimised, isBackground: isBackground)))
    case .packageChanged: break
    }
  }

  func report(_ rejection: HostEvent.Rejection) {
    var rejection = rejection
    rejection.reason = rejection.reason.replacing(root + "/", with: "")
    events.emit(.rejected(rejection))
  }

  func relative(_ path: String) -> String { PathText.relative(path, to: root) }

  func hostDiagnostic(_ diagnostic: Diagnostic) -> HostEvent.Diagnostic {
    HostEvent.Diagnostic(
      severity: HostEvent.Diagnostic.Severity(rawValue: diagnostic.severity.rawValue) ?? .error,
      file: diagnostic.file.map(relative), line: diagnostic.line, column: diagnostic.column,
      message: diagnostic.message, sourceLine: diagnostic.sourceLine,
      notes: diagnostic.notes.map(\.message))
  }
}
